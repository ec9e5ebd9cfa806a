// The browser's arrows, before the router hears of them: whoever is in the middle of a form may hold them back
// (parts/work.rs). Listeners of the window are called in the order in which they came, and this script comes first.
window.addEventListener("popstate", (event) => {
  const goes = window.dispatchEvent(new CustomEvent("kuramori-step", { cancelable: true }));
  if (!goes) event.stopImmediatePropagation();
});
