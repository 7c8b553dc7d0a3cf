import { z } from 'zod'
import * as files from '../schemas/files.ts'
import { byId, type Operation } from './operation.ts'

export const fileOperations = {
  'POST /api/provider/files': { summary: 'Keep a file of one\'s provider: the raw body, its type told by its content', tag: 'provider', query: files.uploadQuery, upload: true, response: files.keptFile, status: 201, security: true, problems: ['not_found', 'too_many_requests', 'file_type_refused', 'file_too_large', 'file_broken', 'file_unsafe'] },
  'GET /api/files/:id': { summary: 'A file, by a signed link that ends soon', tag: 'provider', params: byId, query: files.fileLinkQuery, produces: 'application/octet-stream', problems: ['not_found'] },
  'GET /api/photos/:file': { summary: 'A published photo', tag: 'catalogue', params: z.object({ file: files.photoFile }), produces: 'image/webp', problems: ['not_found'] },
} as const satisfies Record<string, Operation>
