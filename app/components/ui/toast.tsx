import { CircleAlert, CircleCheck, X } from "lucide-react";
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { IconButton } from "./icon-button.tsx";

type Message = { id: number; text: string; failed: boolean };
const SHOWN_MS = 6_000;
const ToastContext = createContext<(text: string, failed?: boolean) => void>(() => {});

/** Tells in passing that something was done: `const toast = useToast(); toast("Saved")`. What must be read stands in the page instead. */
export function useToast(): (text: string, failed?: boolean) => void {
  return useContext(ToastContext);
}

/** Tells each new answer of an action once. */
export function useToastOf(answer: { done?: string | undefined } | null | undefined): void {
  const toast = useToast();
  useEffect(() => {
    if (answer?.done) toast(answer.done);
  }, [answer, toast]);
}

/** Holds the messages in a corner; a screen reader hears them. */
export function Toasts({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<Message[]>([]);
  const drop = useCallback((id: number) => setMessages((all) => all.filter((message) => message.id !== id)), []);
  const show = useMemo(() => {
    let last = 0;
    return (text: string, failed = false) => {
      const id = (last += 1);
      setMessages((all) => [...all.slice(-2), { id, text, failed }]);
      setTimeout(() => drop(id), SHOWN_MS);
    };
  }, [drop]);
  return (
    <ToastContext.Provider value={show}>
      {children}
      <div role="status" className="fixed right-4 bottom-20 z-50 flex w-[min(22rem,calc(100vw-2rem))] flex-col gap-2 md:bottom-4">
        {messages.map(({ id, text, failed }) => (
          <div key={id} className="flex animate-appear items-start gap-2.5 rounded border border-line bg-panel py-2 pr-1.5 pl-3 shadow-lift">
            {failed ? <CircleAlert size={18} aria-hidden className="mt-1.5 shrink-0 text-loss" /> : <CircleCheck size={18} aria-hidden className="mt-1.5 shrink-0 text-gain" />}
            <span className="min-w-0 flex-1 py-1.5">{text}</span>
            <IconButton label="Dismiss" onClick={() => drop(id)}>
              <X size={16} aria-hidden />
            </IconButton>
          </div>
        ))}
      </div>
    </ToastContext.Provider>
  );
}
