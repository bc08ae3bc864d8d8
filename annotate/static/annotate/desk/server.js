// Talking to the server: JSON in and out, every refusal one kind of error.

/** Answers that say: try again later. The server is away, or one is signed out. */
export const AWAY = [0, 401, 502, 503, 504];

export class Refusal extends Error {
  /** `status` 0: the server was not reached. `errors`: field → messages; `__all__` for the whole. */
  constructor(status, errors, current = null) {
    super(Object.values(errors).flat().join(" "));
    Object.assign(this, { status, errors, current });
  }
}

// The cookie is newer than the page where one has signed in again since.
const token = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

let user = "";

/** Whose page this is: what is sent is refused if somebody else has signed in since. */
export const actAs = (pk) => (user = String(pk));

export const get = (url) => call(url, { method: "GET" });

export const post = (url, body = {}, options = {}) =>
  call(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token(), ...(user && { "X-Desk-User": user }) },
    body: JSON.stringify(body),
    ...options,
  });

async function call(url, options) {
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin", redirect: "error", ...options });
  } catch {
    throw new Refusal(0, { __all__: ["The server was not reached. What you typed is kept; try again."] });
  }
  let data;
  try {
    data = await response.json();
  } catch {
    // Not an answer of ours: the token of a session that is over is refused before we are asked.
    throw new Refusal(response.status === 403 ? 401 : response.status, { __all__: [strange(response.status)] });
  }
  if (!response.ok) throw new Refusal(response.status, data.errors ?? { __all__: [strange(response.status)] }, data.current);
  return data;
}

function strange(status) {
  if (status === 403) return "You have signed in anew since this page was loaded. Load it again; what you typed is kept.";
  return `The server answered ${status}. What you typed is kept; try again.`;
}
