/** What the editor's pages load. */
import "./nb-dropzone.js";
import "./nb-editor.js";
import "./nb-progress.js";
