/**
 * What a person is told of an upload, by its phase: "sending", "checking" (all bytes are out,
 * if only as far as the system's buffers), "offline", "busy", "done", "unable" (the form will carry the picture), or "" for none.
 */

const SAID = {
  sending: "Uploading",
  checking: "Almost there…",
  offline: "The network is gone. It goes on by itself when it is back.",
  busy: "The server is busy. It goes on by itself.",
  done: "Uploaded",
  unable: "Your picture goes along when you press the button.",
};

const WAITING = {
  sending: "Your picture is still uploading. Your request goes out as soon as it is there.",
  checking: "Your picture is almost there. Your request goes out in a moment.",
  offline: "The network is gone. Your request goes out once it is back and your picture is there.",
  busy: "The server is busy. Your request goes out as soon as your picture is there.",
};

/** Whole percent, 100 only for all of it. */
export function percentOf(sent, size) {
  return size ? Math.min(100, Math.floor((sent / size) * 100)) : 100;
}

/** `{said, percent}`: words that change with the phase only, and a number beside them or "". */
export function uploadWords(phase, percent) {
  return { said: SAID[phase] ?? "", percent: phase === "sending" ? `${percent} %` : "" };
}

/** For who pressed the button while the upload is under way; "" where nothing is waited for. */
export function waitingWords(phase) {
  return WAITING[phase] ?? "";
}

/** Whether a request has to wait for an upload in this phase. */
export function isUnderWay(phase) {
  return phase in WAITING;
}
