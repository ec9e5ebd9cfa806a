//! Checking an order by scanning (検品): a wrong item or too many is refused with a sound and the reason.

use leptos::prelude::*;
use model::shipping::{Check, GetShippingOrder, ShippingLineView, ShippingOrderView, Uncheck};
use model::{Envelope, Quantity, SlipNumber};
use ui::ScanQueue;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::scan_field::{ScanOutcome, Scanned};
use crate::parts::{Empty, Field, PageHead, Place, Sending, loaded, route, show, use_param, use_place};
use crate::scan::delivery::{Keys, deliver, is_uncertain};
use crate::scan::device::use_device;
use crate::scan::kept::warn_before_leaving;
use crate::scan::show::reason;
use crate::shipping::actions::ShipButton;
use crate::shipping::functions::{check, get_shipping_order, uncheck};
use crate::shipping::stepper::{Stepper, Totals};
use crate::slip::step::{Command, Step};

/// The page `/w/:warehouse/shipping/:number/check`.
pub struct ShippingCheckPage;

impl Screen for ShippingCheckPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (place, number, live) = (use_place(), use_param("number"), use_live(&["shipping"]));
        let order = Resource::new(
            move || (number.get(), live.get()),
            |(number, _)| async move {
                let number = route::parsed::<SlipNumber>("shipping_order", &number)?;
                get_shipping_order(GetShippingOrder { number }).await
            },
        );
        let again = Callback::new(move |()| order.refetch());
        let title = move || tu_string!(i18n, shipping.check_title, number = number.get());
        let crumbs = vec![
            (place.path(&["shipping"]), tu_string!(i18n, shipping.title).to_owned()),
            (place.path(&["shipping", &number.get_untracked()]), number.get_untracked()),
        ];
        // The scan field stands outside of what is drawn anew, so that it never loses the focus or a scan.
        view! {
            <PageHead title=title() crumbs/>
            <Scanner number again/>
            {loaded(order, move |order| state(place, &order, again))}
        }
        .into_any()
    }
}

#[component]
fn Scanner(number: Memo<String>, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let form = Sending::new();
    let (outcome, times, wrong) = (RwSignal::new(None), RwSignal::new(String::new()), RwSignal::new(None));
    let (left, complete) = (tu_string!(i18n, shipping.left), tu_string!(i18n, shipping.all_checked));
    let (device, offline, keys) = (use_device(), RwSignal::new(false), Keys::new());
    let queue = ScanQueue::new(move |barcode: String, _| async move {
        let Ok(slip) = SlipNumber::parse(&number.get_untracked()) else { return };
        let Ok(quantity) = read_times(&times.get_untracked()) else {
            let problem = tu_string!(i18n, words.error_positive);
            wrong.set(Some(problem.to_owned()));
            return outcome.set(Some(Scanned::refused(problem, barcode)));
        };
        wrong.set(None);
        // One key a scan; one that was sent and not answered goes under its key again.
        let envelope = Envelope::with_key(keys.of(&barcode, &device.get_value()));
        let command = Check { number: slip, barcode: barcode.clone(), quantity };
        let answer = deliver(device.get_value(), offline, || check(envelope.clone(), command.clone())).await;
        if offline.try_get_untracked().is_none() {
            return;
        }
        if !answer.as_ref().is_err_and(is_uncertain) {
            keys.settle(&barcode);
        }
        outcome.set(Some(match answer {
            Err(refusal) if is_uncertain(&refusal) => {
                Scanned::refused(tu_string!(i18n, scan.not_sure_checked), barcode)
            }
            Err(refusal) => {
                again.run(());
                Scanned::refused(reason(i18n, &refusal), barcode)
            }
            Ok(done) => {
                times.set(String::new());
                again.run(());
                let progress = format!("+{} → {} / {}", done.added, done.checked, done.allocated);
                let rest = if done.remaining.is_zero() {
                    complete.to_owned()
                } else {
                    format!("{left} {}", done.remaining.grouped())
                };
                Scanned::accepted(format!("{} {}", done.item, done.name), format!("{progress}　{rest}"))
            }
        }));
    });
    warn_before_leaving(move || !queue.undone().is_empty());
    let waiting =
        move || if offline.get() { tu_string!(i18n, scan.offline, n = queue.waiting() + 1) } else { String::new() };
    view! {
        <section class="card scan-card">
            <ui::ScanField
                queue
                label=tu_string!(i18n, words.scan)
                hint=tu_string!(i18n, shipping.scan_hint)
                keyboard=tu_string!(i18n, scan.keyboard)
            />
            <Field
                form
                name="times"
                label=tu_string!(i18n, shipping.times)
                value=times
                inputmode="decimal"
                maxlength=12
                hint=tu_string!(i18n, shipping.times_hint)
                error=wrong
            />
            <ScanOutcome outcome/>
            <p class="scan-waiting" aria-live="polite">{waiting}</p>
        </section>
    }
    .into_any()
}

/// How many a scan counts for; nothing when the field is empty, which is once.
fn read_times(typed: &str) -> Result<Option<Quantity>, ()> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    Quantity::parse(typed).ok().filter(|times| times.is_positive()).map(Some).ok_or(())
}

fn state(place: Place, order: &ShippingOrderView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let totals = Totals::of(order);
    let number = order.number.to_string();
    let slip_path = place.path(&["shipping", &number]);
    if totals.allocated.is_zero() {
        return view! {
            <Empty title=tu_string!(i18n, shipping.nothing_to_check) hint=tu_string!(i18n, shipping.nothing_to_check_hint)>
                <a class="button primary" href=slip_path>{tu_string!(i18n, words.back_to_slip)}</a>
            </Empty>
        }
        .into_any();
    }
    let slip = StoredValue::new(order.number.clone());
    let shipping = totals.checked.is_positive().then(|| view! { <ShipButton place slip totals/> });
    let lines = order.lines.iter().filter(|line| line.allocated.is_positive());
    let rows = lines.map(|line| row(slip, line, again)).collect_view();
    view! {
        <div class="stack">
            <Stepper totals/>
            <div class="table">
                <table class="cards">
                    <thead>
                        <tr>
                            <th scope="col">{tu_string!(i18n, words.item)}</th>
                            <th scope="col">{tu_string!(i18n, words.lot)}</th>
                            <th scope="col">{tu_string!(i18n, shipping.checked)}</th>
                            <th scope="col" class="number">{tu_string!(i18n, shipping.left)}</th>
                            <th scope="col"><span class="spoken">{tu_string!(i18n, words.actions)}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="form-actions">
                {shipping}
                <a class="button" href=slip_path>{tu_string!(i18n, words.back_to_slip)}</a>
            </div>
        </div>
    }
    .into_any()
}

fn row(slip: StoredValue<SlipNumber>, line: &ShippingLineView, again: Callback<()>) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let number = line.line;
    let left = line.allocated - line.checked;
    let take_back = line.checked.is_positive().then(|| {
        let command =
            Command::new(move |envelope| uncheck(envelope, Uncheck { number: slip.get_value(), line: number }));
        let (item, checked) = (format!("{} {}", line.item, line.name), line.checked.grouped());
        let text = tu_string!(i18n, shipping.uncheck_text, item = item, checked = checked);
        view! {
            <Step
                label=tu_string!(i18n, shipping.uncheck)
                title=tu_string!(i18n, shipping.uncheck_title)
                said=tu_string!(i18n, shipping.said_unchecked)
                class="button small"
                command
                again
            >
                <p>{text}</p>
            </Step>
        }
    });
    view! {
        <tr class:done=left.is_zero()>
            <th scope="row">{show::item(line.item.as_str(), &line.name, &line.name2)}</th>
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&line.lot))}</td>
            <td data-label=tu_string!(i18n, shipping.checked)>{show::progress(line.checked, line.allocated)}</td>
            <td class="number" data-label=tu_string!(i18n, shipping.left)>{show::amount(left, &line.unit)}</td>
            <td class="narrow">{take_back}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_cannot_be_read_are_never_once() {
        assert_eq!((read_times(""), read_times("　")), (Ok(None), Ok(None)));
        assert_eq!(read_times("１２"), Ok(Quantity::from_units(12).ok()));
        for wrong in ["10個", "0", "-1", "x", "1.2345"] {
            assert_eq!(read_times(wrong), Err(()), "{wrong}");
        }
    }
}
