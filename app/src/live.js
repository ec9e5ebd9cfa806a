// One event stream a browser: the tab that holds the lock listens and tells the others. Screens hear window events
// "kuramori-live" whose detail is "areas stock receiving …", "lost", "back", or "ended" when nobody is signed in.
//
// Nothing falls between a page and its stream: the page carries the number of the latest change that it shows, and what
// is heard before WebAssembly has taken the page over waits for it.
(() => {
  if (["/sign-in", "/password"].includes(location.pathname) || !window.EventSource || !window.BroadcastChannel) return;
  const channel = new BroadcastChannel("kuramori-live");
  const shown = Number(document.documentElement.dataset.change ?? 0);
  // The number of the latest change that this tab has heard of.
  let latest = shown;
  let listens = false;

  let waiting = [];
  const tell = (text) => {
    if (waiting) waiting.push(text);
    else window.dispatchEvent(new CustomEvent("kuramori-live", { detail: text }));
  };
  window.addEventListener("kuramori-hydrated", () => {
    const heard = waiting ?? [];
    waiting = null;
    heard.forEach(tell);
  });

  const say = (message) => channel.postMessage(message);
  const tellAll = (text) => {
    tell(text);
    say({ text });
  };
  channel.onmessage = ({ data }) => {
    // A tab that has just been opened tells what it shows; whoever has the stream may know of another change, later or
    // not: the page may come from another server, whose numbers are its own.
    if (!data.text) {
      if (listens && data.shown !== latest) say({ text: "back", to: data.shown });
    } else if ((data.to ?? shown) === shown) tell(data.text);
  };

  // Listens until the session has ended; then another tab may try. Whoever takes over asks for what it missed.
  const listen = (behind) =>
    new Promise((ended) => {
      listens = true;
      let lost = false;
      const lose = () => {
        if (!lost) tellAll("lost");
        lost = true;
      };
      const open = () => {
        const source = new EventSource("/events?seen=" + latest);
        source.onopen = () => {
          // Other tabs may have been told that nobody is signed in.
          if (lost || behind) tellAll("back");
          else say({ text: "back" });
          lost = behind = false;
        };
        source.addEventListener("ready", (event) => (latest = JSON.parse(event.data).number));
        source.addEventListener("change", (event) => {
          const { number, areas } = JSON.parse(event.data);
          latest = number;
          tellAll("areas " + areas.join(" "));
        });
        // The browser tries again by itself, except after an answer that was not a stream.
        source.onerror = () => (source.readyState === EventSource.CLOSED ? again() : lose());
        window.addEventListener("pagehide", () => source.close(), { once: true });
      };
      const again = () => {
        const later = () => {
          lose();
          setTimeout(again, 5000);
        };
        fetch("/events", { method: "HEAD", cache: "no-store" }).then((answer) => {
          if (answer.status === 401) {
            tellAll("ended");
            listens = false;
            ended();
          } else if (answer.ok) open();
          else later();
        }, later);
      };
      open();
    });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  say({ shown });
  if (!navigator.locks) listen(false);
  else {
    navigator.locks.request("kuramori-live", { ifAvailable: true }, (lock) =>
      lock ? listen(false) : void navigator.locks.request("kuramori-live", () => listen(true)),
    );
  }
})();
