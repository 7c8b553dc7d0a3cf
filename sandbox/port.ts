import { once } from 'node:events'
import { createServer } from 'node:net'
import { errorCode, SandboxError } from './errors.ts'

/** Answers a port that is free now on `host`: `wanted` itself, or for 0 any. Refuses a taken one with what to do. */
export async function claimPort(wanted: number, host: string): Promise<number> {
  const probe = createServer()
  try {
    probe.listen(wanted, host)
    await once(probe, 'listening')
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') {
      throw new SandboxError(`Port ${wanted} is taken by another program. Stop that one, or choose another port: PORT=${wanted + 1} npm start`)
    }
    if (errorCode(error) === 'EACCES') throw new SandboxError(`This user may not use port ${wanted}. Choose one above 1023: PORT=3000 npm start`)
    throw error
  }
  const address = probe.address()
  const closed = once(probe, 'close')
  probe.close()
  await closed
  if (address === null || typeof address === 'string') throw new Error('the probe has no port')
  return address.port
}
