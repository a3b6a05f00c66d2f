/** Ships records to any OTLP backend, and loses nothing on the way. */
export {
  type Endpoint,
  type OtlpProtocol,
  type Outcome,
  openSender,
  type Sender,
  type SenderSettings,
  type Signal,
  type TlsFiles,
} from "./sender.ts";
