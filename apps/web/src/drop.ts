// Files dropped onto a case, or chosen: sent one after the other. Of their names only the ending goes.

import { api } from './api';
import { button, h } from './dom';

const kEndings = ['.stl', '.obj', '.3mf', '.ply'];

export class DropZone {
  readonly said = h('p', { class: 'quiet small dropped', role: 'status' });
  private readonly input = h('input', { type: 'file', multiple: true, accept: kEndings.join(','), hidden: true,
    onchange: () => { void this.send([...this.input.files ?? []]); this.input.value = ''; } });
  private id = '';
  private busy = false;

  /** `zone` takes drops while a case is open and the server takes files. */
  constructor(zone: HTMLElement, private readonly may: () => boolean) {
    let depth = 0;
    const mark = (on: boolean): void => { zone.classList.toggle('dropping', on); };
    const files = (event: DragEvent): boolean => this.may() && this.id !== '' && !!event.dataTransfer?.types.includes('Files');
    zone.addEventListener('dragenter', event => { if (files(event)) { ++depth; mark(true); } });
    zone.addEventListener('dragleave', event => { if (files(event) && --depth <= 0) { depth = 0; mark(false); } });
    zone.addEventListener('dragover', event => { if (files(event)) event.preventDefault(); });
    zone.addEventListener('drop', event => {
      if (!files(event)) return;
      event.preventDefault();
      depth = 0;
      mark(false);
      void this.send([...event.dataTransfer!.files]);
    });
  }

  open(id: string): void { this.id = id; this.said.textContent = ''; }
  /** For the keyboard, and for who does not drag. */
  button(): HTMLElement | false {
    return this.may() && h('span', {}, this.input, button('Add files', () => this.input.click(), { title: `${kEndings.join(', ')}; or drop them here` }));
  }

  private async send(files: File[]): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const id = this.id;
    let done = 0;
    try {
      for (const file of files) {
        const ending = file.name.slice(file.name.lastIndexOf('.')).toLowerCase();
        if (!kEndings.includes(ending)) {
          this.said.textContent = `A file ending in ${ending} is no model file; ${kEndings.join(', ')} are.`;
          continue;
        }
        this.said.textContent = `Sending file ${done + 1} of ${files.length} …`;
        await api.send(id, ending, file);
        ++done;
      }
      if (done) this.said.textContent = `${done} file${done === 1 ? ' is' : 's are'} there; the measures follow.`;
    } catch (error) {
      this.said.textContent = `${done} of ${files.length} sent. ${(error as Error).message}`;
    } finally {
      this.busy = false;
    }
  }
}
