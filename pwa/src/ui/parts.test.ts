// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { beforeAll, expect, test, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { ConfirmHost, confirm, Live, PinPad, SyncChip, Tabs } from '.'

const chip = { waiting: 0, attention: 0, online: true, working: false, lastContactAt: '2026-11-24T01:41:00.000Z' }

beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function show() { this.open = true }
})

test('the chip never says everything arrived while one photo has no receipt', () => {
  const shown = mount(SyncChip, { props: { ...chip, waiting: 1 } }).text()
  expect(shown).toContain('1 项待发送')
  expect(shown).not.toContain('已全部送达')
})

test('what needs a person comes before what merely waits', () => {
  expect(mount(SyncChip, { props: { ...chip, waiting: 5, attention: 1 } }).text()).toContain('1 项待处理')
})

test('the chip says that the tablet is offline and when the court was last heard', () => {
  vi.useFakeTimers({ now: new Date('2026-11-24T03:00:00Z') })
  const shown = mount(SyncChip, { props: { ...chip, online: false } }).text()
  vi.useRealTimers()
  expect(shown).toContain('离线')
  expect(shown).toContain('09:41 联通')
})

test('a tablet that never reached the court says so', () => {
  expect(mount(SyncChip, { props: { ...chip, lastContactAt: null } }).text()).toContain('尚未联通')
})

test('revoking a tablet needs its name typed, nothing less', async () => {
  const host = mount(ConfirmHost, { attachTo: document.body })
  const answer = confirm({ title: '停用', confirm: '停用', typed: '执行一组 03' })
  await nextTick()
  const button = () => host.findAll('button').at(-1)!
  expect(button().attributes('disabled')).toBeDefined()
  await host.find('input').setValue('执行一组')
  expect(button().attributes('disabled')).toBeDefined()
  await host.find('form').trigger('submit')
  await host.find('input').setValue('执行一组 03')
  await button().trigger('click')
  expect(await answer).toBe(true)
  host.unmount()
})

test('closing a question is a no', async () => {
  const host = mount(ConfirmHost, { attachTo: document.body })
  const answer = confirm({ title: '放弃？' })
  await nextTick()
  await host.find('dialog').trigger('cancel')
  expect(await answer).toBe(false)
  host.unmount()
})

test('a PIN is given by hardware keys too, and only when it is long enough', async () => {
  const done = vi.fn()
  const pad = mount(PinPad, { props: { modelValue: '', 'onUpdate:modelValue': (pin: string) => pad.setProps({ modelValue: pin }), onDone: done } })
  for (const key of '31415') await pad.trigger('keydown', { key })
  await pad.trigger('keydown', { key: 'Enter' })
  expect(done).not.toHaveBeenCalled()
  await pad.trigger('keydown', { key: '9' })
  await pad.trigger('keydown', { key: 'Enter' })
  expect(done).toHaveBeenCalledWith('314159')
})

test('a screen reader hears how many digits are in, never which', async () => {
  const pad = mount(PinPad, { props: { modelValue: '3141' } })
  expect(pad.find('[role=status]').text()).toBe('已输入 4 位')
  expect(pad.find('.dots').text()).not.toContain('3141')
})

test('the arrows move between tabs and the ends are joined', async () => {
  const tabs = mount(Tabs, { props: { modelValue: 'b', label: 'x', tabs: [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }], 'onUpdate:modelValue': (value: string) => tabs.setProps({ modelValue: value }) } })
  await tabs.trigger('keydown', { key: 'ArrowRight' })
  expect(tabs.find('[aria-selected=true]').text()).toBe('A')
})

test.each([['loading', '[role=status]'], ['error', '[role=alert]'], ['empty', '.empty'], ['ready', '.inside']] as const)('a list that is %s shows that face and no other', (state, selector) => {
  const live = mount(Live, { props: { of: { state: ref(state), data: ref([]), error: ref(null) } }, slots: { default: '<p class="inside" />' } })
  expect(live.find(selector).exists()).toBe(true)
  expect(['[role=alert]', '.empty', '.inside'].filter((one) => live.find(one).exists())).toEqual(state === 'loading' ? [] : [selector])
})
