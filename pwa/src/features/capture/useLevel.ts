import { onScopeDispose, ref } from 'vue'

/** How loud the microphone is, 0 to 1, so that an officer sees that it hears. Falls silent when it may not listen. */
export function useLevel() {
  const level = ref(0)
  let stop: () => void = () => undefined

  async function start(): Promise<void> {
    stop()
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      const sound = new AudioContext()
      await sound.resume()
      const meter = sound.createAnalyser()
      meter.fftSize = 1024
      sound.createMediaStreamSource(stream).connect(meter)
      stop = measure(meter, level, () => { stream.getTracks().forEach((track) => track.stop()); void sound.close() })
    } catch {
      level.value = 0
    }
  }
  const end = () => { stop(); stop = () => undefined }
  onScopeDispose(end)
  return { level, start, end }
}

function measure(meter: AnalyserNode, level: { value: number }, done: () => void): () => void {
  const samples = new Float32Array(meter.fftSize)
  const timer = setInterval(() => {
    meter.getFloatTimeDomainData(samples)
    const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length
    // Speech lies between about -50 and -10 dB: that span fills the meter.
    const decibel = 10 * Math.log10(power + 1e-9)
    level.value = Math.max(0, Math.min(1, (decibel + 50) / 40))
  }, 100)
  return () => { clearInterval(timer); level.value = 0; done() }
}
