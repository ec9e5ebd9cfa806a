//! What can go wrong, as a stable code and its arguments. The sentence is made from the locale files at the edge.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal, $text:literal;)*) => {
        /// Stable codes of errors.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl ErrorCode {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The HTTP status that goes with it.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// The stable text of the code.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

error_codes! {
    /// Something inside failed; the log has it under the request id.
    Internal = 500, "internal";
    /// The service is starting, stopping or cannot reach its database.
    Unavailable = 503, "unavailable";
    /// The request is not well formed. Args: `problem`.
    BadRequest = 400, "bad_request";
    /// A field is missing or not valid. Args: `value`, `problem`; the field is named.
    Invalid = 422, "invalid";
    /// A field must not be empty. The field is named.
    Required = 422, "required";
    /// A text is longer than its bound. Args: `max`.
    TooLong = 422, "too_long";
    /// A number is outside its range. Args: `min`, `max`.
    OutOfRange = 422, "out_of_range";
    /// A quantity must be above zero.
    NotPositive = 422, "not_positive";
    /// More lines than one slip or one request may have. Args: `max`.
    TooManyLines = 422, "too_many_lines";
    /// Nobody is signed in, or the session or token has ended.
    NotSignedIn = 401, "not_signed_in";
    /// Customer ID, user ID or password is wrong; which one is not said.
    SignInFailed = 401, "sign_in_failed";
    /// Too many failures; args: `seconds`.
    SignInDelayed = 429, "sign_in_delayed";
    /// The temporary password must be changed first.
    PasswordChangeRequired = 403, "password_change_required";
    /// The new password is too weak. Args: `min`.
    PasswordTooWeak = 422, "password_too_weak";
    /// The current password is wrong.
    PasswordWrong = 422, "password_wrong";
    /// The new password and its repetition differ.
    PasswordDiffers = 422, "password_differs";
    /// It was done before under this key, and its secret was shown then.
    SecretShown = 409, "secret_shown";
    /// The company would be left without an active administrator.
    LastAdministrator = 409, "last_administrator";
    /// The role does not allow it. Args: `permission`.
    Forbidden = 403, "forbidden";
    /// The user may not work in this warehouse. Args: `warehouse`.
    WarehouseForbidden = 403, "warehouse_forbidden";
    /// The request did not come from a page of this service.
    CrossSite = 403, "cross_site";
    /// Signing in needs https here.
    InsecureTransport = 403, "insecure_transport";
    /// There is no such page or slip. Args: `what`, `code`.
    NotFound = 404, "not_found";
    /// A code in the command names nothing. Args: `what`, `code`; the field is named.
    Unknown = 422, "unknown";
    /// It exists but is no longer in use. Args: `what`, `code`.
    Inactive = 422, "inactive";
    /// The code is taken. Args: `what`, `code`.
    Duplicate = 409, "duplicate";
    /// The barcode belongs to another active item. Args: `barcode`, `item`.
    BarcodeTaken = 409, "barcode_taken";
    /// Someone else saved in between. Args: `what`, `code`, `version`.
    Stale = 412, "stale";
    /// Still in use, so it cannot be deactivated. Args: `what`, `code`, `by`.
    InUse = 409, "in_use";
    /// A write over REST without `Idempotency-Key`.
    KeyMissing = 400, "idempotency_key_missing";
    /// The key is not 1–200 printable ASCII characters.
    KeyInvalid = 400, "idempotency_key_invalid";
    /// The same key came with another body.
    KeyReused = 422, "idempotency_key_reused";
    /// Too many requests with this token. Args: `seconds`.
    RateLimited = 429, "rate_limited";
    /// Not as much is on hand. Args: `item`, `location`, `on_hand`, `wanted`.
    NotOnHand = 409, "not_on_hand";
    /// Not as much is available. Args: `item`, `location`, `available`, `wanted`, `holders`.
    NotAvailable = 409, "not_available";
    /// Taking it would leave less than what orders hold. Args: `item`, `location`, `allocated`, `holders` (the first of
    /// them), `others` (whether there are others), `more` (how many).
    HeldByOrders = 409, "held_by_orders";
    /// The total would leave the range of quantities. Args: `item`.
    QuantityOverflow = 409, "quantity_overflow";
    /// The slip is not in a state that allows it. Args: `number`, `state`.
    WrongState = 409, "wrong_state";
    /// The slip has no line with this item. Args: `number`, `item`.
    NotOnSlip = 409, "not_on_slip";
    /// More than the slip asks for. Args: `item`, `wanted`, `remaining`.
    TooMany = 409, "too_many";
    /// Allocated goods have not been checked. Args: `number`, `unchecked`.
    Unchecked = 409, "unchecked";
    /// Nothing has been checked, so nothing can be shipped. Args: `number`.
    NothingToShip = 409, "nothing_to_ship";
    /// It was reversed before. Args: `number`.
    AlreadyReversed = 409, "already_reversed";
    /// The business date lies in a closed period. Args: `date`, `closed`.
    Closed = 409, "closed";
    /// Too close to its expiry to be received. Args: `item`, `date`, `limit`.
    ReceiveLimit = 409, "receive_limit";
    /// The location does not take this. Args: `location`, `purpose`.
    LocationRefuses = 409, "location_refuses";
    /// A barcode cannot be read. Args: `barcode`, `problem`, `position`.
    BarcodeInvalid = 422, "barcode_invalid";
    /// No item has this barcode. Args: `barcode`.
    BarcodeUnknown = 404, "barcode_unknown";
    /// The file cannot be imported; the details name the wrong cells, up to 10,000. Args: `errors`, all of them.
    ImportRefused = 422, "import_refused";
    /// The file cannot be written in the encoding chosen; the details name the cells, up to 1,000. Args: `errors`, all
    /// of them, and `shown`.
    ExportRefused = 422, "export_refused";
    /// The list has more rows than a file takes. Args: `max`.
    TooManyRows = 422, "too_many_rows";
    /// A cell of a file is wrong. Args: `row`, `column`, `value`, `problem`, `other` (what it collides with, or empty).
    Cell = 422, "cell";
    /// The body is larger than allowed. Args: `max`.
    TooLarge = 413, "too_large";
    /// The body's media type is not understood. Args: `expected`.
    MediaType = 415, "media_type";
    /// The method does not exist at this address.
    MethodNotAllowed = 405, "method_not_allowed";
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error as people and programs outside see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}")]
pub struct AppError {
    /// The stable code.
    pub code: ErrorCode,
    /// Named arguments of the sentence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
    /// The field of the form or body it belongs to: `lines.2.quantity`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Further errors of the same command: every wrong row of a file, every wrong line of a slip.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<AppError>,
    /// The sentence in the user's language; empty until the edge fills it in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
}

impl AppError {
    /// An error without arguments.
    #[must_use]
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, args: Vec::new(), field: None, details: Vec::new(), message: String::new() }
    }

    /// Adds a named argument.
    #[must_use]
    pub fn arg(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }

    /// Names the field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Adds further errors.
    #[must_use]
    pub fn details(mut self, details: Vec<Self>) -> Self {
        self.details = details;
        self
    }

    /// The value of a named argument, or an empty text.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.args.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

impl From<ErrorCode> for AppError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}
