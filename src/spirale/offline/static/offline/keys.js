// Recovery codes: sixteen signs that are hard to take for one another, in four groups, made on the device.

const SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789";
const LENGTH = 16;

export function freshKey() {
  const signs = [];
  while (signs.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
      // 240 is the largest multiple of 30 in a byte: beyond it some signs would come more often than others
      if (byte < 240 && signs.length < LENGTH) signs.push(SIGNS[byte % SIGNS.length]);
    }
  }
  return tidyKey(signs.join(""));
}

// As it is written down: capitals in four groups of four. What cannot be a recovery code gives "".
export function tidyKey(typed) {
  const signs = String(typed).toUpperCase().replace(/[\s\-–—−.·]/g, "");
  if (signs.length !== LENGTH || [...signs].some((sign) => !SIGNS.includes(sign))) return "";
  return signs.match(/.{4}/g).join("-");
}
