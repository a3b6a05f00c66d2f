/** Says when something was, where the person is who reads it. */

/** `2026-11-21 14:30:05` */
export function localTime(timeMs: number): string {
  const time = new Date(timeMs);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** `11-21 14:30:05` */
export function shortTime(timeMs: number): string {
  return localTime(timeMs).slice("2026-".length);
}

/** `14:30:05`, with its day before it unless that is today. */
export function recentTime(timeMs: number, nowMs: number): string {
  const [day, time] = localTime(timeMs).split(" ");
  return day === localTime(nowMs).split(" ")[0] ? String(time) : `${day} ${time}`;
}
