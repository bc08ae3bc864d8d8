// The form beside the text: as high as the window leaves it, wherever the page stands, so that Save is always in sight.

const ABOVE = 61; // pixels from the top of the window, where it stays: `.reading` in desk.css
const BELOW = 12; // kept free under it
const LEAST = 260; // a window lower than this scrolls

export function keepInSight(form) {
  const fit = () => {
    if (form.hidden) return;
    const top = Math.max(ABOVE, form.getBoundingClientRect().top);
    form.style.setProperty("--room", `${Math.max(LEAST, Math.floor(innerHeight - top - BELOW))}px`);
  };
  for (const what of ["scroll", "resize"]) addEventListener(what, fit, { passive: true });
  new ResizeObserver(fit).observe(document.querySelector(".object-head")); // what stands above it
  return fit;
}
