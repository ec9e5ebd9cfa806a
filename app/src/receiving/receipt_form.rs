//! The lines of a receipt while it is being written: how much, where to, which lot and date.

use leptos::prelude::*;
use model::item::{BarcodeMatch, ExpiryKind};
use model::receiving::ReceiptLine;
use model::slip::LotRef;
use model::{ItemCode, LocationCode, Quantity, WarehouseCode};

use crate::i18n::{tu_string, use_i18n};
use crate::masters::find;
use crate::parts::reading::Reading;
use crate::parts::{Field, Picked, Picker, Sending, show};

/// What is known of the goods of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goods {
    /// The item.
    pub item: ItemCode,
    /// Its names.
    pub name: String,
    /// Name 2.
    pub name2: String,
    /// Its unit.
    pub unit: String,
    /// Whether the lot number is asked for.
    pub lot_managed: bool,
    /// Which date is asked for.
    pub expiry: ExpiryKind,
    /// The line of the order that it is for.
    pub order_line: Option<u32>,
    /// What the order still waits for.
    pub remaining: Option<Quantity>,
}

/// A line being written.
#[derive(Clone, Copy)]
pub struct ReceiptDraftLine {
    /// Tells lines apart.
    pub id: u32,
    /// What it is about.
    pub goods: StoredValue<Goods>,
    /// How much.
    pub quantity: RwSignal<String>,
    /// Where to.
    pub location: Picked,
    /// Lot number.
    pub lot: RwSignal<String>,
    /// Best before or use by.
    pub expires_on: RwSignal<String>,
}

impl ReceiptDraftLine {
    /// What is typed, zero while it cannot be read.
    #[must_use]
    pub fn entered(self) -> Quantity {
        self.quantity.with(|text| Quantity::parse(text).unwrap_or_default())
    }

    fn is_blank(self) -> bool {
        self.quantity.with_untracked(|text| text.trim().is_empty() || text.trim() == "0")
    }

    /// Whether goods of that lot can be added to this line.
    fn takes(self, lot: &LotRef) -> bool {
        let number = lot.number.as_ref().map_or("", |number| number.as_str());
        self.lot.with_untracked(|text| text.is_empty() || number.is_empty() || text == number)
    }

    fn set_lot(self, lot: &LotRef) {
        if let Some(number) = &lot.number {
            self.lot.set(number.to_string());
        }
        if let Some(date) = lot.best_before.or(lot.use_by) {
            self.expires_on.set(date.to_string());
        }
    }
}

/// The lines in their order.
#[derive(Clone, Copy)]
pub struct ReceiptDraft {
    /// The lines.
    pub lines: RwSignal<Vec<ReceiptDraftLine>>,
    /// Where lines without a location of their own go.
    pub location: Picked,
    sent: RwSignal<Vec<u32>>,
    next_id: StoredValue<u32>,
}

impl Default for ReceiptDraft {
    fn default() -> Self {
        Self {
            lines: RwSignal::new(Vec::new()),
            location: Picked::default(),
            sent: RwSignal::new(Vec::new()),
            next_id: StoredValue::new(0),
        }
    }
}

impl ReceiptDraft {
    /// Adds a line behind the others.
    pub fn push(self, goods: Goods, location: &str) -> ReceiptDraftLine {
        let line = self.make(goods, location);
        self.lines.update(|lines| lines.push(line));
        line
    }

    /// Adds a line behind another one, for the same goods at another place or of another lot.
    pub fn split(self, line: ReceiptDraftLine) -> ReceiptDraftLine {
        let goods = Goods { remaining: None, ..line.goods.get_value() };
        let other = self.make(goods, "");
        self.lines.update(|lines| {
            let place = lines.iter().position(|each| each.id == line.id).map_or(lines.len(), |place| place + 1);
            lines.insert(place, other);
        });
        other
    }

    fn make(self, goods: Goods, location: &str) -> ReceiptDraftLine {
        let id = self.next_id.get_value();
        self.next_id.set_value(id + 1);
        let text = || RwSignal::new(String::new());
        ReceiptDraftLine {
            id,
            goods: StoredValue::new(goods),
            quantity: text(),
            location: Picked::of(location, "", ""),
            lot: text(),
            expires_on: text(),
        }
    }

    /// Takes a line away.
    pub fn remove(self, id: u32) {
        self.lines.update(|lines| lines.retain(|line| line.id != id));
    }

    /// Counts a scan into the line that it belongs to; nothing when no line has the item.
    pub fn count(self, scan: &BarcodeMatch) -> Option<ReceiptDraftLine> {
        let lines = self.lines.get_untracked();
        let of_item = |line: &&ReceiptDraftLine| line.goods.with_value(|goods| goods.item == scan.item);
        let fits = |line: &&ReceiptDraftLine| line.takes(&scan.lot);
        let open = |line: &&ReceiptDraftLine| {
            line.goods.with_value(|goods| goods.remaining.is_some_and(|remaining| line.entered() < remaining))
        };
        let line = lines
            .iter()
            .filter(of_item)
            .filter(fits)
            .find(open)
            .or_else(|| lines.iter().filter(of_item).rfind(fits))
            .copied()
            .or_else(|| lines.iter().rfind(of_item).map(|line| self.split(*line)))?;
        line.set_lot(&scan.lot);
        line.quantity.set((line.entered() + scan.quantity).to_string());
        Some(line)
    }

    /// Reads the lines that have a quantity.
    pub fn read(self, reading: &mut Reading) -> Vec<ReceiptLine> {
        let lines = self.lines.get_untracked();
        let filled: Vec<_> = lines.into_iter().filter(|line| !line.is_blank()).collect();
        self.sent.set(filled.iter().map(|line| line.id).collect());
        let common = self.location.text.get_untracked();
        filled.into_iter().enumerate().filter_map(|(place, line)| read_line(reading, place, line, &common)).collect()
    }

    /// Lines of the order that would get more than they wait for: item and by how much.
    #[must_use]
    pub fn over(self) -> Vec<(String, Quantity, Quantity)> {
        let lines = self.lines.get();
        let whole = lines.iter().filter(|line| line.goods.with_value(|goods| goods.remaining.is_some()));
        whole
            .filter_map(|line| {
                let goods = line.goods.get_value();
                let entered: Quantity = lines
                    .iter()
                    .filter(|other| other.goods.with_value(|other| other.order_line == goods.order_line))
                    .map(|other| other.entered())
                    .sum();
                let remaining = goods.remaining.unwrap_or_default();
                (entered > remaining).then(|| (format!("{} {}", goods.item, goods.name), entered, remaining))
            })
            .collect()
    }

    /// How much is entered in all lines.
    #[must_use]
    pub fn total(self) -> Quantity {
        self.lines.get().into_iter().map(ReceiptDraftLine::entered).sum()
    }
}

fn read_line(reading: &mut Reading, place: usize, line: ReceiptDraftLine, common: &str) -> Option<ReceiptLine> {
    let field = |name: &str| format!("lines.{place}.{name}");
    let goods = line.goods.get_value();
    let own = line.location.text.get_untracked();
    let location = if own.trim().is_empty() { common.to_owned() } else { own };
    let quantity = reading.positive(&field("quantity"), &line.quantity.get_untracked());
    let location = reading.code::<LocationCode>(&field("location"), &location);
    let mut lot = reading.lot_number(&field("lot"), &line.lot.get_untracked());
    let date = reading.date(&field("lot"), &line.expires_on.get_untracked());
    match goods.expiry {
        ExpiryKind::None => {}
        ExpiryKind::BestBefore => lot.best_before = date,
        ExpiryKind::UseBy => lot.use_by = date,
    }
    Some(ReceiptLine {
        item: goods.item,
        quantity: quantity?,
        location: location?,
        lot,
        status: None,
        line: goods.order_line,
        unit_price: None,
    })
}

/// The lines as a form.
#[component]
pub fn ReceiptLines(
    draft: ReceiptDraft,
    form: Sending,
    warehouse: WarehouseCode,
    /// Whether lines may be taken away.
    removable: bool,
) -> AnyView {
    view! {
        <div class="receipt-lines">
            <For each=move || draft.lines.get() key=|line| line.id let:line>
                <Line draft line form warehouse=warehouse.clone() removable/>
            </For>
        </div>
    }
    .into_any()
}

#[component]
fn Line(
    draft: ReceiptDraft,
    line: ReceiptDraftLine,
    form: Sending,
    warehouse: WarehouseCode,
    removable: bool,
) -> AnyView {
    let i18n = use_i18n();
    let (id, goods) = (line.id, line.goods.get_value());
    let error = move |name: &'static str| {
        form.field_at(move || {
            let place = draft.sent.with(|sent| sent.iter().position(|sent| *sent == id));
            place.map_or_else(String::new, |place| format!("lines.{place}.{name}"))
        })
    };
    let remaining = goods.remaining;
    let over = move || remaining.is_some_and(|remaining| line.entered() > remaining);
    let all = remaining.filter(|remaining| remaining.is_positive()).map(|remaining| {
        view! {
            <button
                type="button"
                class="button ghost"
                on:click=move |_| {
                    line.quantity.set(remaining.to_string());
                    form.touch();
                }
            >
                {tu_string!(i18n, receiving.take_all)}
            </button>
        }
    });
    view! {
        <div class="receipt-line card" class:over=over>
            <div class="receipt-goods">
                {show::item(goods.item.as_str(), &goods.name, &goods.name2)}
                {remaining
                    .map(|remaining| view! {
                        <p class="receipt-remaining">
                            {tu_string!(i18n, receiving.remaining)} " " {show::amount(remaining, &goods.unit)}
                        </p>
                    })}
                <Show when=over>
                    <p class="field-error" role="status">{tu_string!(i18n, receiving.over_hint)}</p>
                </Show>
            </div>
            <Field
                form
                name=format!("receipt-{id}-quantity")
                label=tu_string!(i18n, receiving.quantity_now)
                value=line.quantity
                inputmode="decimal"
                maxlength=16
                error=error("quantity")
            />
            <Picker
                form
                name=format!("receipt-{id}-location")
                label=tu_string!(i18n, words.location)
                value=line.location
                finder=find::locations(warehouse)
                error=error("location")
            />
            <LotFields line form error=error("lot")/>
            <div class="receipt-line-actions">
                {all}
                <button type="button" class="button ghost" on:click=move |_| { draft.split(line); }>
                    {tu_string!(i18n, receiving.split)}
                </button>
                {(removable || remaining.is_none())
                    .then(|| view! {
                        <button
                            type="button"
                            class="button ghost"
                            on:click=move |_| {
                                draft.remove(id);
                                form.touch();
                            }
                        >
                            {tu_string!(i18n, words.remove)}
                        </button>
                    })}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn LotFields(line: ReceiptDraftLine, form: Sending, error: Signal<Option<String>>) -> AnyView {
    let i18n = use_i18n();
    let (id, goods) = (line.id, line.goods.get_value());
    let date_label = match goods.expiry {
        ExpiryKind::None => None,
        ExpiryKind::BestBefore => Some(tu_string!(i18n, words.best_before)),
        ExpiryKind::UseBy => Some(tu_string!(i18n, words.use_by)),
    };
    let lot = goods.lot_managed.then(|| {
        view! {
            <Field
                form
                name=format!("receipt-{id}-lot")
                label=tu_string!(i18n, words.lot_number)
                value=line.lot
                required=true
                maxlength=40
                error
            />
        }
    });
    let date = date_label.map(|label| {
        view! {
            <Field
                form
                name=format!("receipt-{id}-date")
                label
                value=line.expires_on
                kind="date"
                required=true
                error
            />
        }
    });
    view! { {lot} {date} }.into_any()
}
