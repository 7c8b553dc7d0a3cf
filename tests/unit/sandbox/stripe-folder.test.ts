import { describe, expect, test } from 'vitest'
import { stripeFolder } from '../../../sandbox/services.ts'

describe('the folder of the Stripe stand-in', () => {
  test('is the same for one database, whatever the password and the parameters', () => {
    expect(stripeFolder('postgresql://a:old@db.example:5432/linli')).toBe(stripeFolder('postgresql://b:new@db.example:5432/linli?sslmode=require'))
  })

  test('differs between databases, servers and sockets, and from the embedded one', () => {
    const urls = [
      undefined, 'postgresql://a@db.example/linli', 'postgresql://a@db.example/other', 'postgresql://a@db2.example/linli', 'postgresql://a@db.example:6000/linli',
      'postgresql://a@localhost/linli?host=/run/one', 'postgresql://a@localhost/linli?host=/run/two',
    ]
    expect(new Set(urls.map(stripeFolder)).size).toBe(urls.length)
  })
})
