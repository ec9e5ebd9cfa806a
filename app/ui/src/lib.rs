//! The design system: what every screen is drawn with. It is given its texts and knows no data.
//!
//! What always holds: nothing here writes a `style` attribute, so the content security policy can forbid them; every
//! icon is silent for screen readers, the control around it carries the name.
//!
//! Most of it is plain HTML with the classes of `style/`:
//!
//! | class | what it is |
//! |---|---|
//! | `button`, with `primary`, `danger`, `ghost`, `small`, `big`, `wide`, `icon-only` | buttons and links that look like them |
//! | `field` with `label`, input, `field-hint` or `field-error`; `required`, `tick`, `quantity` | fields |
//! | `form`, `form-grid` (with `wide`), `form-actions` | forms |
//! | `page-head`, `crumbs`, `tabs`, `filters`, `pager` | around a list |
//! | `table` around a `<table>` (with `cards` for phones: each cell has `data-label`); `number`, `narrow` for cells | tables |
//! | `bulk` | what is done with the chosen rows |
//! | `only-phone` | what takes the place of hidden column heads |
//! | `card`, `columns`, `facts` (a `<dl>` of `<div>`s), `stack`, `row`, `section` | layout |
//! | `tiles` of `tile` (`warning`, `danger`, `nothing`) with `tile-label`, `tile-figure`, `tile-note` | figures |
//! | `badge` and `alert` with `info`, `success`, `warning`, `danger` | states and messages |
//! | `empty` with `empty-title`, `empty-actions`; `skeleton-list` of `skeleton` | nothing there, loading |
//! | `dialog` with `dialog-body`, `dialog-actions` | native dialogs |
//! | `steps` (`done`, `aria-current="step"`), `progress` | ways and how far |
//! | `code`, `amount`, `unit`, `muted`, `spoken`, `no-print`, `qr` | texts |

mod icon;
mod scan_field;
mod toast;

pub use icon::{Icon, brand, icon};
pub use scan_field::{ScanField, ScanQueue};
pub use toast::{ToastList, Toasts};
