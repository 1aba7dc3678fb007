// Words that a reader types: folded as the index folded them, looked up, and met in one incident.
const FORMS = new Map(Object.entries({ 'ي': 'ی', 'ى': 'ی', 'ې': 'ی', 'ے': 'ی', 'ك': 'ک', 'ڪ': 'ک', 'ة': 'ه', 'ہ': 'ه', 'ە': 'ه', 'ٱ': 'ا', 'ۆ': 'و' }));

function foldedWords(text) {
  const plain = text.toLowerCase().normalize('NFD').replace(/[\p{Mn}\u0640\u200d\u200e\u200f\u061c]/gu, '')
    .replace(/\p{Nd}/gu, (digit) => (/\d/.test(digit) ? digit : String(valueOf(digit))));
  const letters = Array.from(plain, (letter) => FORMS.get(letter) || letter).join('');
  return [...new Set(letters.match(/[\p{L}\p{N}]+/gu) || [])].filter((one) => one.length > 1);
}

// Decimal digits of any script stand ten in a row, from a multiple of sixteen or six above it.
function valueOf(digit) {
  let code = digit.codePointAt(0);
  let value = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - 1)) && value < 9) { code -= 1; value += 1; }
  return value;
}

// Which incidents hold all the words, each perhaps only begun; null where none was typed.
async function found(text) {
  const typed = foldedWords(text);
  if (!typed.length) return null;
  const each = await Promise.all(typed.map(foundOne));
  return each.reduce((one, other) => one.map((mark, at) => mark & other[at]));
}

async function foundOne(typed) {
  const marks = new Uint8Array(columns.length);
  const from = data.words_from;
  const end = from.findIndex((first) => first > typed && !first.startsWith(typed));
  const stretches = [];
  for (let at = from.length ? below(from, typed) : 0; at < (end < 0 ? from.length : end); at += 1) stretches.push(piece(`words-${at}`));
  for (const stretch of await Promise.all(stretches)) {
    for (const [one, steps] of Object.entries(stretch)) {
      if (!one.startsWith(typed)) continue;
      let number = 0;
      for (const step of steps) { number += step; marks[number] = 1; }
    }
  }
  return marks;
}
