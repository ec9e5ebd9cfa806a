// One event stream a browser: the tab that holds the lock listens and tells the others. Screens hear window events
// "kuramori-live" whose detail is "areas stock receiving …", "lost" or "back".
(() => {
  if (location.pathname === "/sign-in" || !window.EventSource || !window.BroadcastChannel) return;
  const channel = new BroadcastChannel("kuramori-live");
  const tell = (text) => window.dispatchEvent(new CustomEvent("kuramori-live", { detail: text }));
  const tellAll = (text) => {
    tell(text);
    channel.postMessage(text);
  };
  channel.onmessage = (event) => tell(event.data);

  const listen = () => {
    let lost = false;
    const source = new EventSource("/events");
    source.onopen = () => {
      if (lost) tellAll("back");
      lost = false;
    };
    source.addEventListener("change", (event) => {
      const { areas } = JSON.parse(event.data);
      tellAll(areas ? "areas " + areas.join(" ") : "back");
    });
    source.onerror = () => {
      if (!lost) tellAll("lost");
      lost = true;
      // The browser tries again by itself, except after an answer that was not a stream.
      if (source.readyState === EventSource.CLOSED) setTimeout(again, 5000);
    };
    const again = () => {
      source.close();
      fetch("/healthz", { cache: "no-store" }).then(
        (answer) => (answer.ok ? (tellAll("back"), listen()) : setTimeout(again, 5000)),
        () => setTimeout(again, 5000),
      );
    };
    window.addEventListener("pagehide", () => source.close(), { once: true });
  };
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  const lead = () => {
    listen();
    return new Promise(() => {});
  };
  if (navigator.locks) navigator.locks.request("kuramori-live", lead);
  else lead();
})();
