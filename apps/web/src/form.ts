// The registry's form in its own order: each value with its layer, each suggestion with its choice.

import { api, Problem, type Field, type Form, type Section, type Sent, type Tagged } from './api';
import { button, h, when } from './dom';
import { HandOver, type Write } from './handover';
import { editorOf, shown } from './values';

export class FormPanel {
  readonly element = h('aside', { class: 'panel form', 'aria-label': 'Registry form' });
  private readonly note = h('div', { class: 'toast', role: 'status' });
  private readonly handOver = new HandOver({
    hasMap: () => this.hasMap(), mayWrite: () => this.mayWrite(), sent: () => this.sent(),
    write: (write, said, undo) => void this.write(write, said, undo) });
  private form: Form | null = null;
  private tag = '';
  private editing = '';
  private busy = false;

  constructor(private readonly mayWrite: () => boolean, private readonly hasMap: () => boolean,
              private readonly sent: () => Sent | undefined) {}

  async open(id: string): Promise<void> {
    this.editing = '';
    this.note.replaceChildren();
    this.form = null;
    await this.refresh(id);
  }
  /** The form anew, unless somebody is typing into it. */
  async refresh(id: string): Promise<void> {
    if (this.editing && this.form?.case === id) return;
    const { form, tag } = await api.form(id);
    this.form = form;
    this.tag = tag;
    this.draw();
    await this.handOver.refresh(id);
  }

  private async write(write: Write, said: string, undo?: Write): Promise<void> {
    if (this.busy || !this.form) return;
    this.busy = true;
    try {
      ({ form: this.form, tag: this.tag } = await write(this.tag));
      this.editing = '';
      this.say(said, undo);
      void this.handOver.refresh(this.form.case);
    } catch (error) {
      const changed = error instanceof Problem ? error.changed : undefined;
      this.say(changed
        ? `${changed.by} changed this case at ${when(changed.at)} (${changed.what}). Nothing of yours was written; look again, then repeat.`
        : (error as Error).message, undefined, true);
      if (changed) { this.editing = ''; this.busy = false; await this.refresh(this.form.case); }
    } finally {
      this.busy = false;
    }
    this.draw();
  }
  private say(text: string, undo?: Write, wrong = false): void {
    this.note.className = wrong ? 'toast wrong' : 'toast';
    this.note.replaceChildren(h('span', {}, text));
    if (undo) this.note.append(button('Undo', () => void this.write(undo, 'Taken back.')));
    this.note.append(button('×', () => this.note.replaceChildren(), { 'aria-label': 'Close', class: 'plain' }));
  }

  private suggestions(section: Section): Field[] {
    return section.fields.filter(field => field.layer === 'suggested' && field.value !== null);
  }
  private accept(field: Field): Promise<void> {
    const id = this.form!.case;
    return this.write(tag => api.decide(id, field.id, 'accept', field.value, tag), `${field.title}: taken over.`,
                      tag => api.drop(id, field.id, tag));
  }
  private async acceptAll(section: Section): Promise<void> {
    const id = this.form!.case;
    const fields = this.suggestions(section);
    const each = async (step: (field: Field, tag: string) => Promise<Tagged>, tag: string): Promise<Tagged> => {
      let last: Tagged = { form: this.form!, tag };
      for (const field of fields) last = await step(field, last.tag);
      return last;
    };
    await this.write(tag => each((field, t) => api.decide(id, field.id, 'accept', field.value, t), tag),
                     `${section.title}: ${fields.length} taken over.`,
                     tag => each((field, t) => api.drop(id, field.id, t), tag));
  }
  private keep(field: Field, value: unknown): void {
    const id = this.form!.case;
    const before = field.layer === 'declared' ? field.value : null;
    void this.write(tag => api.put(id, field.id, value, tag), `${field.title}: kept.`,
                    tag => before === null ? api.drop(id, field.id, tag) : api.put(id, field.id, before, tag));
  }

  private layer(field: Field): HTMLElement | null {
    if (field.value === null) return null;
    const text = field.layer === 'declared' && field.by ? `declared by ${field.by}, ${when(field.at ?? '')}` : field.layer;
    return h('span', { class: `layer ${field.layer}`, title: field.source }, text);
  }
  private row(field: Field): HTMLElement {
    const id = this.form!.case;
    const open = field.value === null;
    const suggested = field.layer === 'suggested' && !open;
    const body = h('div', { class: `field ${open ? 'open' : field.layer}`, id: `field-${field.id}` },
      h('div', { class: 'title' }, h('span', {}, field.title), this.layer(field)));
    if (this.editing === field.id) {
      body.append(editorOf(field, value => this.keep(field, value), () => { this.editing = ''; this.draw(); }));
      return body;
    }
    if (!open) body.append(h('div', { class: 'value' }, ...shown(field)));
    else body.append(h('div', { class: 'value quiet small' }, field.source));
    if (suggested) body.append(h('div', { class: 'source quiet small' }, field.source));
    if (!this.mayWrite()) return body;
    const edit = (): void => {
      this.editing = field.id;
      this.draw();
      this.element.querySelector<HTMLElement>(`#field-${field.id} :is(input, select, textarea)`)?.focus();
    };
    const turned = open && field.by !== undefined;
    body.append(h('div', { class: 'actions' },
      suggested && button('Accept', () => void this.accept(field), { class: 'primary', 'aria-label': `Accept ${field.title}` }),
      button(open ? 'Add' : 'Change', edit, { 'aria-label': `${open ? 'Add' : 'Change'} ${field.title}` }),
      suggested && button('Turn down', () => void this.write(tag => api.decide(id, field.id, 'reject', field.value, tag),
        `${field.title}: turned down.`, tag => api.drop(id, field.id, tag)), { 'aria-label': `Turn down ${field.title}` }),
      (turned || (!open && field.layer === 'declared')) && button('Take back', () => void this.write(tag => api.drop(id, field.id, tag),
        `${field.title}: taken back.`), { 'aria-label': `Take back ${field.title}` })));
    return body;
  }
  private section(section: Section): HTMLElement {
    const waiting = this.suggestions(section).length;
    const open = section.fields.filter(field => field.value === null).length;
    return h('details', { open: section.id !== 'effort' && section.id !== 'user_assessment', 'data-section': section.id },
      h('summary', {}, h('span', {}, section.title),
        h('span', { class: 'quiet small' }, [waiting && `${waiting} suggested`, open && `${open} open`].filter(Boolean).join(' · '))),
      section.note && h('p', { class: 'quiet small' }, section.note),
      this.mayWrite() && waiting > 1 && button(`Take over ${waiting} suggestions`, () => void this.acceptAll(section), { class: 'all' }),
      ...section.fields.map(field => this.row(field)));
  }

  private draw(): void {
    const form = this.form;
    if (!form) return;
    const closed = new Map([...this.element.querySelectorAll('details')].map(d => [d.dataset.section, d.open]));
    const scroll = this.element.querySelector('.scroll')?.scrollTop ?? 0;
    const total = form.sections.reduce((sum, section) => sum + section.fields.length, 0);
    const body = h('div', { class: 'scroll' }, ...form.notes.map(note => h('p', { class: 'notice small' }, note)),
      ...form.sections.map(section => this.section(section)), this.handOver.element);
    for (const details of body.querySelectorAll('details')) {
      const was = closed.get(details.dataset.section);
      if (was !== undefined) details.open = was;
    }
    this.element.replaceChildren(
      h('header', {}, h('h2', {}, 'Registry form'),
        h('span', { class: 'quiet' }, form.open ? `${form.open} of ${total} missing` : 'complete')),
      h('progress', { max: total, value: total - form.open, 'aria-label': 'Fields with a value' }), this.note, body);
    body.scrollTop = scroll;
  }
}
