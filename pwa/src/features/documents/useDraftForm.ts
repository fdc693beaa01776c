import { computed, ref, watch } from 'vue'
import type { Fields } from '@/api/documents'
import { useCollection, useRow } from '@/local'
import { reviseDraft, tidy } from './acts'
import { differences, namedIn } from './compare'
import { offeredBy } from './packs'
import { checkFields } from './paper/checking'
import { canEdit } from './states'
import { useHalfTyped } from './useHalfTyped'

/** A draft being filled in: what is typed, what it lacks, what differs from the last version. */
export function useDraftForm(draftId: () => string) {
  const found = useRow('drafts', draftId)
  const templates = useCollection('templates')
  const drafts = useCollection('drafts')
  const draft = computed(() => found.data.value)
  const template = computed(() => templates.data.value.find((one) => one.kind === draft.value?.kind) ?? null)
  const fields = ref<Fields>({})
  const restored = ref(false)
  const keptAt = ref<string | null>(null)
  const kept = useHalfTyped(() => `document/${draftId()}`, () => { keptAt.value = new Date().toISOString() })
  let loaded = ''

  async function load(): Promise<void> {
    const row = draft.value
    if (!row || loaded === row.id) return
    loaded = row.id
    fields.value = { ...row.fields }
    const left = canEdit(row) ? await kept.read() : null
    restored.value = left !== null && JSON.stringify(tidy(left)) !== JSON.stringify(tidy(row.fields))
    if (left && restored.value) fields.value = left
  }
  // Somebody else's change, or the court's answer, shows where nothing typed here would be lost.
  watch(() => draft.value?.fields, (now, before) => {
    if (now && before && JSON.stringify(tidy(fields.value)) === JSON.stringify(tidy(before))) fields.value = { ...now }
  })
  watch(() => draft.value?.id, () => void load(), { immediate: true })

  const dirty = computed(() => draft.value !== null && JSON.stringify(tidy(fields.value)) !== JSON.stringify(tidy(draft.value.fields)))
  const errors = computed(() => {
    const mine = checkFields(template.value?.fields ?? [], tidy(fields.value))
    // Only the court knows which characters its fonts have: its word stands until the field is changed.
    const theirs = (draft.value?.errors ?? []).filter((one) => one.why === 'missing_glyph' && JSON.stringify(fields.value[one.field]) === JSON.stringify(draft.value?.fields[one.field]))
    return [...mine, ...theirs]
  })
  const last = computed(() => draft.value?.versions.at(-1) ?? null)
  const before = computed(() => new Map(last.value ? differences(template.value?.fields ?? [], last.value.fields, tidy(fields.value)).map((one) => [one.name, one.before] as const) : []))
  const asked = computed(() => namedIn(draft.value?.problem?.kind === 'returned' ? draft.value.problem.reason : '', template.value?.fields ?? []))
  const offered = computed(() => {
    const row = draft.value
    if (!row?.pack_id || !template.value) return {}
    const siblings = drafts.data.value.filter((one) => one.pack_id === row.pack_id && one.id !== row.id && one.state !== 'discarded')
    const empty = new Set(errors.value.filter((one) => one.why === 'required').map((one) => one.field))
    return Object.fromEntries(Object.entries(offeredBy(siblings, template.value, templates.data.value)).filter(([name]) => empty.has(name)))
  })

  function write(now: Fields): void {
    fields.value = now
    kept.write(now)
  }
  /** The act: what was typed becomes the draft. True when there was nothing to do, too. */
  async function save(): Promise<boolean> {
    const row = draft.value
    if (!row || !template.value || !canEdit(row)) return true
    if (dirty.value && !await reviseDraft(row.id, tidy(fields.value), template.value.version)) return false
    await kept.drop()
    restored.value = false
    return true
  }
  async function startOver(): Promise<void> {
    await kept.drop()
    restored.value = false
    fields.value = { ...(draft.value?.fields ?? {}) }
  }
  return { found, draft, template, fields, errors, before, asked, offered, dirty, restored, keptAt, write, save, startOver, flush: kept.flush, last }
}
