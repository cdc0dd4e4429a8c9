/** Two soft notes, made here: no file to fetch. Silent where the browser does not let us. */
export function chime(): void {
  try {
    const audio = new AudioContext();
    const notes: readonly [hertz: number, at: number][] = [
      [659, 0],
      [880, 0.14],
    ];
    for (const [hertz, at] of notes) {
      const start = audio.currentTime + at;
      const [tone, volume] = [audio.createOscillator(), audio.createGain()];
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.5);
    }
    setTimeout(() => void audio.close(), 1_000);
  } catch {
    // no sound here
  }
}
