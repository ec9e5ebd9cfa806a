//! Checking an order by scanning (検品): a wrong item or too many is refused with a sound and the reason.

use leptos::prelude::*;
use model::shipping::{GetShippingOrder, ShippingLineView, ShippingOrderView, Uncheck};
use model::{ErrorCode, Permission, SlipNumber};
use ui::ScanQueue;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{DeskScanner, Empty, PageHead, Place, allowed, loaded, route, show, use_desk, use_param, use_place};
use crate::scan::counting::Counting;
use crate::shipping::actions::ShipButton;
use crate::shipping::functions::{get_shipping_order, uncheck};
use crate::shipping::stepper::{Stepper, Totals, lines_to_check, short};
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
            {allowed(Permission::Ship, move || {
                view! {
                    <Scanner number again/>
                    {loaded(order, move |order| state(place, &order, again))}
                }
                .into_any()
            })}
        }
        .into_any()
    }
}

#[component]
fn Scanner(number: Memo<String>, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let desk = use_desk();
    let counting = Counting::new(i18n, desk.offline);
    let queue = ScanQueue::new(move |scan: String, _| async move {
        let Ok(slip) = SlipNumber::parse(&number.get_untracked()) else { return };
        let Some((outcome, answer)) = counting.count(slip, &scan).await else { return };
        desk.tell(outcome);
        match answer {
            Ok(_) => desk.unknown.set(None),
            Err(refusal) if refusal.code() == ErrorCode::BarcodeUnknown => desk.unknown.set(Some(scan)),
            Err(_) => {}
        }
        again.run(());
    });
    view! { <DeskScanner desk queue hint=tu_string!(i18n, shipping.scan_hint) times=counting.times/> }.into_any()
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
    let rows = lines_to_check(order).into_iter().map(|line| row(slip, line, again)).collect_view();
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
    let done = left.is_zero() && line.short.is_zero();
    let take_back = line.checked.is_positive().then(|| {
        let command =
            Command::new(move |envelope| uncheck(envelope, Uncheck { number: slip.get_value(), line: number }));
        let (item, checked) = (show::item_title(&line.item, &line.name, &line.name2), line.checked.grouped());
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
        <tr class:done=done>
            <th scope="row">{show::item(line.item.as_str(), &line.name, &line.name2)} {short(line)}</th>
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&line.lot))}</td>
            <td data-label=tu_string!(i18n, shipping.checked)>{show::progress(line.checked, line.allocated)}</td>
            <td class="number" data-label=tu_string!(i18n, shipping.left)>{show::amount(left, &line.unit)}</td>
            <td class="narrow">{take_back}</td>
        </tr>
    }
}
