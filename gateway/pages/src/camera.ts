import { codeReader } from './qr.ts';

/** The picture is looked at at most so often, in milliseconds. */
const PAUSE = 80;

/**
 * Looks through the camera that faces away from the verifier until it sees a QR code, and gives its text;
 * undefined where it was told to stop. The camera is released in any case. Throws where there is no camera, or it may not be used.
 */
export async function seen(video: HTMLVideoElement, stop: AbortSignal): Promise<string | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 } },
  });
  try {
    video.srcObject = stream;
    await video.play();
    const read = await codeReader();
    // A view that was left takes its video out of the page.
    while (!stop.aborted && video.isConnected) {
      const text = await read(video, video.videoWidth, video.videoHeight);
      if (text !== undefined) return text;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    return undefined;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
  }
}
