/** What the editor's pages load. */
import "./nb-brush.js";
import "./nb-destination.js";
import "./nb-dropzone.js";
import "./nb-editor.js";
import "./nb-live.js";
import "./nb-more.js";
import "./nb-progress.js";
import "./nb-send-later.js";
