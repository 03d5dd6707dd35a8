// A signature drawn by finger, pen or mouse becomes a path of lines in a frame of 600 by 200, in the hidden field.
// Without this script, or for who cannot draw, the name typed signs.
const WIDTH = 600;
const HEIGHT = 200;
const LONGEST = 11900;

for (const form of document.querySelectorAll("form[data-signing]")) {
  const pad = form.querySelector("[data-pad]");
  const field = form.querySelector("[data-path]");
  if (pad && field) {
    prepare(pad, field);
  }
}

function prepare(pad, field) {
  const canvas = pad.querySelector("canvas");
  const pen = canvas.getContext("2d");
  let strokes = read(field.value);
  let drawing = false;
  pad.hidden = false;

  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    const across = ((event.clientX - frame.left) / frame.width) * WIDTH;
    const down = ((event.clientY - frame.top) / frame.height) * HEIGHT;
    return [within(across, WIDTH), within(down, HEIGHT)];
  };
  const show = () => {
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    for (const stroke of strokes) {
      pen.beginPath();
      stroke.forEach(([across, down], place) => (place ? pen.lineTo(across, down) : pen.moveTo(across, down)));
      pen.stroke();
    }
  };
  const keep = () => {
    field.value = written(strokes);
    show();
  };
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    strokes.push([at(event)]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing || field.value.length > LONGEST) {
      return;
    }
    const stroke = strokes.at(-1);
    const point = at(event);
    const [across, down] = stroke.at(-1);
    if (Math.hypot(point[0] - across, point[1] - down) >= 3) {
      stroke.push(point);
      keep();
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      drawing = false;
      keep();
    });
  }
  pad.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    keep();
  });
  show();
}

function within(value, most) {
  return Math.max(0, Math.min(most, Math.round(value)));
}

function written(strokes) {
  const lines = strokes
    .filter((stroke) => stroke.length > 1)
    .map((stroke) => stroke.map(([across, down], place) => `${place ? "L" : "M"}${across} ${down}`).join(""));
  let path = "";
  for (const line of lines) {
    if (path.length + line.length <= LONGEST) {
      path += line;
    }
  }
  return path;
}

function read(path) {
  return path
    .split("M")
    .filter(Boolean)
    .map((line) => line.split("L").map((point) => point.split(" ").map(Number)));
}
