// One event stream a browser: the tab that holds the lock listens and tells the others. Screens hear window events
// "kuramori-live" whose detail is "areas stock receiving …", "lost", "back", or "ended" when nobody is signed in.
(() => {
  if (["/sign-in", "/password"].includes(location.pathname) || !window.EventSource || !window.BroadcastChannel) return;
  const channel = new BroadcastChannel("kuramori-live");
  const tell = (text) => window.dispatchEvent(new CustomEvent("kuramori-live", { detail: text }));
  const tellAll = (text) => {
    tell(text);
    channel.postMessage(text);
  };
  channel.onmessage = (event) => tell(event.data);

  // Listens until the session has ended; then another tab may try. Whoever takes over asks for what it missed.
  const listen = (behind) =>
    new Promise((ended) => {
      let lost = false;
      const lose = () => {
        if (!lost) tellAll("lost");
        lost = true;
      };
      const open = () => {
        const source = new EventSource("/events");
        source.onopen = () => {
          // Other tabs may have been told that nobody is signed in.
          if (lost || behind) tellAll("back");
          else channel.postMessage("back");
          lost = behind = false;
        };
        source.addEventListener("change", (event) => {
          const { areas } = JSON.parse(event.data);
          tellAll(areas ? "areas " + areas.join(" ") : "back");
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
            ended();
          } else if (answer.ok) open();
          else later();
        }, later);
      };
      open();
    });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  if (!navigator.locks) listen(false);
  else {
    navigator.locks.request("kuramori-live", { ifAvailable: true }, (lock) =>
      lock ? listen(false) : void navigator.locks.request("kuramori-live", () => listen(true)),
    );
  }
})();
