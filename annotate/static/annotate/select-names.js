// Django's autocomplete boxes get the names of their labels: select2 leaves them without one.

addEventListener("load", () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = select.labels[0]?.textContent.trim().replace(/:$/, "");
    const box = select.parentElement.querySelector(".select2-selection");
    for (const part of [box, box?.querySelector("[role=textbox]")]) part?.setAttribute("aria-label", label ?? select.name);
  }
});
