import { expect, test } from 'vitest'
import { compare } from './compare'

test('a changed amount shows whole, with what stands around it', () => {
  const { changes } = compare('冻结被执行人存款1286400.00元，期限一年。', '冻结被执行人存款1386400.00元，期限一年。')
  expect(changes).toEqual([{ before: '冻结被执行人存款', gone: '1286400.00', fresh: '1386400.00', after: '元，期限一年。' }])
})

test('another line break is no change', () => {
  expect(compare('执行裁定书\n（2026）示01执\n1601号', '执行裁定书（2026）\n示01执1601号').same).toBe(true)
})

test('what is new and what is gone are told apart', () => {
  expect(compare('甲乙', '甲乙丙丁').changes).toEqual([{ before: '甲乙', gone: '', fresh: '丙丁', after: '' }])
  expect(compare('甲乙丙丁', '甲丁').changes).toEqual([{ before: '甲', gone: '乙丙', fresh: '', after: '丁' }])
})

test('two changes side by side are one to a reader', () => {
  expect(compare('张三与李四有关', '王五与赵六有关').changes).toHaveLength(1)
})

test('two changes far apart are two', () => {
  expect(compare('冻结存款一百元，本裁定立即执行，期限一年', '冻结存款二百元，本裁定立即执行，期限三年').changes).toHaveLength(2)
})

test('the check code of its own that every version carries is no change; an account number without a code before it is', () => {
  expect(compare('立即执行。校验码 9RTJ49DYF8V98FZ8AUAK', '立即执行。校验码 HC5AKN7KCFEYJ2345678').same).toBe(true)
  expect(compare('账号22223333444455556666', '账号22223333444455556667').same).toBe(false)
})
