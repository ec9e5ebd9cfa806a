// The camera of the scan pages, loaded only there. It shows what it sees in a video element, hands
// frames to the worker one at a time, and makes the signals that a hand feels and an ear hears.
//
// It reports {kind: 'starting'}, {kind: 'ready', torch, camera, cameras: [{id, label}]},
// {kind: 'read', text, symbology} and {kind: 'failed', reason}, where the reason is 'insecure',
// 'denied', 'missing', 'busy' or 'reader'.

const REASONS = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
};
/** The share of what is shown that the frame drawn over it encloses. */
const AIM = { x: 0.08, y: 0.2, width: 0.84, height: 0.6 };
/** A worker that has not answered by now has to be made anew. */
const ANSWER_MS = 8000;

/** The part of the camera's picture that is to be seen: the video covers its box. */
function shown(video) {
  const { videoWidth: width, videoHeight: height, clientWidth, clientHeight } = video;
  const scale = Math.max(clientWidth / width, clientHeight / height) || 1;
  const [w, h] = [Math.min(width, clientWidth / scale || width), Math.min(height, clientHeight / scale || height)];
  return [(width - w) / 2, (height - h) / 2, w, h].map(Math.round);
}

class Camera {
  #video;
  #report;
  #stream;
  #worker;
  #wakeLock;
  #sent = 0;
  #waiting = false;
  #open = true;

  constructor(video, report) {
    this.#video = video;
    this.#report = report;
  }

  async start(camera) {
    this.#report({ kind: 'starting' });
    if (!navigator.mediaDevices?.getUserMedia) {
      this.#fail(isSecureContext ? 'missing' : 'insecure');
      return;
    }
    // The reader is fetched while the person is asked for the camera.
    this.#makeWorker();
    try {
      const which = camera ? { deviceId: { exact: camera } } : { facingMode: { ideal: 'environment' } };
      this.#stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { ...which, width: { ideal: 1280 }, height: { ideal: 720 } },
      });
    } catch (error) {
      this.#fail(REASONS[error.name] ?? 'busy');
      return;
    }
    if (!this.#open) {
      this.#stopStream();
      return;
    }
    await this.#show();
  }

  close() {
    this.#open = false;
    this.#worker?.terminate();
    this.#stopStream();
    this.#wakeLock?.release().catch(() => {});
    document.removeEventListener('visibilitychange', this.#stayAwake);
    this.#video.srcObject = null;
  }

  async torch(on) {
    await this.#track?.applyConstraints({ advanced: [{ torch: on }] }).catch(() => {});
  }

  /** The next code counts even when it was just read. */
  forget() {
    this.#worker?.postMessage({ forget: true });
  }

  get #track() {
    return this.#stream?.getVideoTracks()[0];
  }

  async #show() {
    const track = this.#track;
    const can = track.getCapabilities?.() ?? {};
    if (can.focusMode?.includes('continuous')) {
      await track.applyConstraints({ advanced: [{ focusMode: 'continuous' }] }).catch(() => {});
    }
    track.addEventListener('ended', () => this.#open && this.#fail('busy'));
    this.#video.srcObject = this.#stream;
    await this.#video.play().catch(() => {});
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    if (!this.#open) return;
    this.#report({
      kind: 'ready',
      torch: can.torch === true,
      camera: track.getSettings?.().deviceId ?? '',
      cameras: devices
        .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId)
        .map(({ deviceId, label }) => ({ id: deviceId, label })),
    });
    document.addEventListener('visibilitychange', this.#stayAwake);
    this.#stayAwake();
    this.#next();
  }

  /** The screen does not go dark between two scans. */
  #stayAwake = async () => {
    if (document.visibilityState !== 'visible') return;
    this.#wakeLock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    if (!this.#open) this.#wakeLock?.release().catch(() => {});
  };

  #next() {
    if (!this.#open) return;
    const look = () => this.#look();
    if (this.#video.requestVideoFrameCallback) this.#video.requestVideoFrameCallback(look);
    else requestAnimationFrame(look);
  }

  async #look() {
    if (!this.#open) return;
    const late = performance.now() - this.#sent > ANSWER_MS;
    if (this.#waiting && late) this.#makeWorker();
    if (!this.#waiting && this.#video.videoWidth > 0) {
      this.#waiting = true;
      this.#sent = performance.now();
      try {
        const bitmap = await createImageBitmap(this.#video, ...shown(this.#video));
        this.#worker.postMessage({ frame: true, bitmap, aim: AIM }, [bitmap]);
      } catch {
        // The camera was between two pictures.
        this.#waiting = false;
      }
    }
    this.#next();
  }

  #makeWorker() {
    this.#worker?.terminate();
    this.#waiting = false;
    this.#worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
    this.#worker.onerror = () => this.#fail('reader');
    this.#worker.onmessage = ({ data }) => {
      if (data.failed) this.#fail('reader');
      if (!data.frame) return;
      this.#waiting = false;
      if (data.code && this.#open) this.#report({ kind: 'read', ...data.code });
    };
  }

  #fail(reason) {
    if (!this.#open) return;
    this.close();
    this.#report({ kind: 'failed', reason });
  }

  #stopStream() {
    this.#stream?.getTracks().forEach((track) => track.stop());
  }
}

/** Shows the camera in a video element and reports what it reads until it is closed. */
export function open(video, report, camera) {
  const opened = new Camera(video, report);
  opened.start(camera);
  return opened;
}

/** What each signal sounds like, [hertz, from, to in seconds], and how it shakes, in milliseconds. */
const SIGNALS = {
  accepted: { wave: 'sine', tones: [[1760, 0, 0.08]], shake: [40] },
  refused: { wave: 'square', tones: [[220, 0, 0.18], [165, 0.22, 0.45]], shake: [150, 80, 150] },
  complete: { wave: 'sine', tones: [[880, 0, 0.09], [1175, 0.1, 0.19], [1760, 0.2, 0.34]], shake: [40, 60, 80] },
  asked: { wave: 'sine', tones: [[587, 0, 0.14], [440, 0.18, 0.34]], shake: [90, 60, 90] },
};
let audio;

/** Until somebody has touched the page a browser lets nothing sound or shake, and complains of the attempt. */
const touched = () => navigator.userActivation?.hasBeenActive ?? true;

/** Some devices let sound begin only while they are being touched, so each touch makes ready for it. */
function wake() {
  if (audio?.state === 'running' || !touched()) return;
  try {
    audio ??= new AudioContext();
    audio.resume().catch(() => {});
  } catch {
    // Silence is no reason to stop.
  }
}
for (const touch of ['pointerup', 'click', 'keydown']) addEventListener(touch, wake, { capture: true, passive: true });

/** Makes itself heard and felt: 'accepted', 'refused', 'complete' or 'asked'. */
export function signal(name) {
  if (!touched()) return;
  const { wave, tones, shake } = SIGNALS[name];
  navigator.vibrate?.(shake);
  wake();
  try {
    for (const [hertz, from, to] of tones) {
      const tone = new OscillatorNode(audio, { type: wave, frequency: hertz });
      const volume = new GainNode(audio, { gain: wave === 'square' ? 0.12 : 0.3 });
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + from);
      tone.stop(audio.currentTime + to);
    }
  } catch {
    // Nor here.
  }
}

globalThis.kuramoriCamera = { open, signal };
