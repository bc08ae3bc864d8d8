// Django's autocomplete boxes get the names of their labels: select2 leaves them without one. It makes them at a moment of
// its own, before or after the page is loaded, and makes parts of them again.

const PARTS = "[role=combobox], [role=textbox], .select2-search__field";

function nameAll() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const name = select.labels[0]?.textContent.trim().replace(/:$/, "") ?? select.name;
    for (const part of select.parentElement.querySelectorAll(PARTS)) part.setAttribute("aria-label", name);
  }
}

nameAll();
new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
