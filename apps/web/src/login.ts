import { api, Problem, token } from './api';
import { h } from './dom';

/** Asks for a token until one is known. */
export function login(): Promise<void> {
  return new Promise(resolve => {
    const message = h('p', { class: 'error-text', role: 'alert' });
    const input = h('input', { type: 'password', id: 'token', autocomplete: 'off', spellcheck: 'false', required: true, placeholder: 'pg_…' });
    const keep = h('input', { type: 'checkbox', id: 'keep' });
    const form = h('form', { class: 'login', onsubmit: (event: Event) => { event.preventDefault(); void enter(); } },
      h('h1', {}, 'printgauge'),
      h('p', { class: 'quiet' }, 'True numbers for the model files of a 3D-printing case.'),
      h('label', { for: 'token' }, 'Your token'), input,
      h('label', { class: 'check' }, keep, 'Keep it on this computer'),
      h('button', { type: 'submit', class: 'primary' }, 'Open the record'),
      message,
      h('p', { class: 'quiet small' }, 'The data manager of the site makes one with ', h('code', {}, 'printgauge token add NAME --role write'), '.'));
    const enter = async (): Promise<void> => {
      token.set(input.value.trim(), keep.checked);
      try {
        await api.version();
        document.getElementById('app')!.replaceChildren();
        resolve();
      } catch (error) {
        token.forget();
        message.textContent = error instanceof Problem && error.status === 401
          ? 'This token is not known, or was revoked.' : (error as Error).message;
        input.select();
      }
    };
    document.getElementById('app')!.replaceChildren(h('main', { class: 'login-page' }, form));
    input.focus();
  });
}
