import { Socket } from 'node:net'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded before the app (`node --import`). File descriptor 3 is a pipe that only the launcher holds: when the launcher is gone, even by
 * SIGKILL, the app ends as if it had been asked to; if it does not, it is ended. The app itself knows nothing of it.
 */
function holdOn(): void {
  const leash = new Socket({ fd: 3, readable: true, writable: false })
  leash.on('error', () => {})
  leash.once('close', () => {
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.exit(1), 35_000).unref()
  })
  leash.resume()
  leash.unref()
}

// The development server runs the app in threads that load this too; one that is replaced would let go of the leash.
if (isMainThread) holdOn()
