import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { needsSignature } from './engine'

interface Contract {
  'x-commands': Record<string, { policy: string; signed: boolean; conflict: string }>
  'x-collections': Record<string, string>
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const contract = JSON.parse(read('../../../backend/contract/openapi.json')) as Contract
const commands = Object.entries(contract['x-commands'])

describe('the court’s contract', () => {
  it.each(commands)('%s is signed here exactly when the court asks for it', (type, { signed }) => {
    expect(needsSignature(type)).toBe(signed)
  })

  it('every act a person can ask for has its body in commands.ts and in the type check', () => {
    const [bodies, check] = [read('../api/commands.ts'), read('../api/contract.ts')]
    const asked = commands.filter(([, { policy }]) => policy !== 'system_only').map(([type]) => type)
    expect(asked.filter((type) => !bodies.includes(`'${type}':`))).toEqual([])
    expect(asked.filter((type) => !check.includes(`Commands['${type}']`))).toEqual([])
  })

  it('every collection a tablet pulls has its row in rows.ts', () => {
    const rows = read('../api/rows.ts')
    expect(Object.keys(contract['x-collections']).filter((name) => !rows.includes(`  ${name}: `))).toEqual([])
  })
})
