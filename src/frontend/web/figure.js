// Draws a toy as wooden blocks. The name alone decides, so a toy looks the same on every visit.
//
// Colours are classes (style.css), for light and dark. 120 units wide, 100 high; the ground is at 92.

const SVG = "http://www.w3.org/2000/svg";
const COLOURS = 6;

/** In place of a colour of its own, which is never that of the shape before: that one, or what lies behind. */
const SAME = "same";
const HOLE = "hole";

const BASES = [
  // a cart
  (draw) => {
    draw("rect", { x: 18, y: 64, width: 84, height: 16, rx: 4 });
    draw("circle", { cx: 38, cy: 82, r: 10 });
    draw("circle", { cx: 82, cy: 82, r: 10 }, SAME);
    draw("circle", { cx: 38, cy: 82, r: 3 }, HOLE);
    draw("circle", { cx: 82, cy: 82, r: 3 }, HOLE);
  },
  // an arch
  (draw) => draw("path", { d: "M22 92V64h76v28H78a18 18 0 0 0-36 0z" }),
  // two pillars and a beam
  (draw) => {
    draw("rect", { x: 26, y: 74, width: 20, height: 18 });
    draw("rect", { x: 74, y: 74, width: 20, height: 18 }, SAME);
    draw("rect", { x: 18, y: 64, width: 84, height: 10, rx: 3 });
  },
  // a boat
  (draw) => draw("path", { d: "M14 64h92l-14 28H28z" }),
  // three blocks
  (draw) => {
    draw("rect", { x: 18, y: 64, width: 28, height: 28, rx: 3 });
    draw("rect", { x: 46, y: 64, width: 28, height: 28, rx: 3 });
    draw("rect", { x: 74, y: 64, width: 28, height: 28, rx: 3 });
  },
];

const MIDDLES = [
  // a house with a window
  (draw) => {
    draw("rect", { x: 44, y: 36, width: 32, height: 28, rx: 2 });
    draw("circle", { cx: 60, cy: 50, r: 7 }, HOLE);
  },
  // two blocks
  (draw) => {
    draw("rect", { x: 32, y: 36, width: 28, height: 28, rx: 3 });
    draw("rect", { x: 60, y: 36, width: 28, height: 28, rx: 3 });
  },
  // half a disc
  (draw) => draw("path", { d: "M32 64a28 28 0 0 1 56 0z" }),
  // a ring
  (draw) => {
    draw("circle", { cx: 60, cy: 50, r: 14 });
    draw("circle", { cx: 60, cy: 50, r: 5 }, HOLE);
  },
  // a plank on two balls
  (draw) => {
    draw("circle", { cx: 44, cy: 55, r: 9 });
    draw("circle", { cx: 76, cy: 55, r: 9 }, SAME);
    draw("rect", { x: 30, y: 36, width: 60, height: 10, rx: 3 });
  },
];

const TOPS = [
  // a roof
  (draw) => draw("path", { d: "M60 10 84 36H36z" }),
  // a dome
  (draw) => draw("path", { d: "M42 36a18 18 0 0 1 36 0z" }),
  // a ball
  (draw) => draw("circle", { cx: 60, cy: 24, r: 12 }),
  // a flag
  (draw) => {
    draw("rect", { x: 58, y: 6, width: 4, height: 30, rx: 2 });
    draw("path", { d: "M62 8 86 16 62 24z" });
  },
  // a hat
  (draw) => {
    draw("path", { d: "M60 8 72 30H48z" });
    draw("rect", { x: 40, y: 30, width: 40, height: 6, rx: 3 });
  },
  // two chimneys
  (draw) => {
    draw("rect", { x: 46, y: 20, width: 10, height: 16, rx: 2 });
    draw("rect", { x: 64, y: 12, width: 10, height: 24, rx: 2 }, SAME);
  },
];

/** An <svg> of the toy, and in `tint` the number of the colour that goes behind it. */
export function drawToy(name) {
  const pick = picker(name);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 120 100");
  let colour = pick(COLOURS);
  svg.dataset.tint = colour;
  const draw = (shape, attributes, fill) => {
    if (!fill) colour = (colour + 1 + pick(COLOURS - 1)) % COLOURS;
    const element = document.createElementNS(SVG, shape);
    element.setAttribute("class", fill === HOLE ? HOLE : `wood-${colour}`);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    svg.append(element);
  };
  for (const parts of [BASES, MIDDLES, TOPS]) parts[pick(parts.length)](draw);
  return svg;
}

/** Numbers below a limit that look random, the same ones for the same text: FNV-1a, then xorshift. */
function picker(text) {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  state ||= 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) % limit;
  };
}
