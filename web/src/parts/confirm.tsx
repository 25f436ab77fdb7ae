import { useEffect, useRef } from "preact/hooks";

import { useApp } from "../context";

interface Given {
  readonly title: string;
  readonly explain: string;
  readonly confirm: string;
  readonly isBusy: boolean;
  onConfirm(): void;
  onCancel(): void;
}

/** A question before something that cannot be taken back. The browser's own dialog: focus stays in it, Escape leaves. */
export function Confirm(given: Given) {
  const { t } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="confirm-title" onCancel={given.onCancel}>
      <h2 id="confirm-title">{given.title}</h2>
      <p>{given.explain}</p>
      <div class="row">
        <button autofocus onClick={given.onCancel}>{t("app.cancel")}</button>
        <button class="danger" disabled={given.isBusy} onClick={given.onConfirm}>{given.confirm}</button>
      </div>
    </dialog>
  );
}
