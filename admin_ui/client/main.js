// Starts everything; each module listens on the document, so that swapped content needs no second start.
import "htmx.org";
import "./copy.js";
import "./focal.js";
import "./keys.js";
import "./messages.js";
import "./neighbours.js";
import "./pages.js";
import "./previews.js";
import "./mentions.js";
import "./pins.js";
import "./review.js";
import "./slider.js";
import "./suggest.js";
import "./uploads.js";
import "./wall.js";
import "./wrong.js";
