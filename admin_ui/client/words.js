// Words and icons that scripts put on the page, in the page's language.
const words = JSON.parse(document.documentElement.dataset.words || "{}");
const sprite = document.documentElement.dataset.icons;
export const locale = document.documentElement.lang;

export function say(key, values = {}) {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key] ?? key);
}

// A word with its amount: the page sends one form for each plural of its language.
export function plural(key, amount) {
  const form = new Intl.PluralRules(locale).select(amount) === "one" ? "One" : "Many";
  return say(key + form, { n: amount.toLocaleString(locale) });
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

const UNITS = locale === "fr" ? ["o", "ko", "Mo", "Go", "To"] : ["B", "kB", "MB", "GB", "TB"];

// Decimal units with at most three figures, as `dam/language/formats.py` writes them.
export function bytes(count) {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString(locale, { maximumFractionDigits: digits })}\u00a0${UNITS[unit]}`;
}

export function percent(share) {
  return share.toLocaleString(locale, { style: "percent" });
}

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null));
  return made;
}
