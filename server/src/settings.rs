//! The settings: from the command line, else from the environment, else from a TOML file.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum};
use ipnet::IpNet;
use serde::Deserialize;

/// What `--help` ends with.
pub const HELP: &str = "Every setting may come from the command line, from the environment (its name is given in \
[env: …]) or from the TOML file that --config names, in that order; there, --trusted-proxy is `trusted_proxy = […]`. \
KURAMORI_DATABASE_KEY may hold the key of the embedded database, 64 hexadecimal digits, in place of the file \
kuramori.key in its folder.";

/// The variable with the key of the embedded database. It is no flag, since others see those; nor is it a setting of
/// the file, which others may read.
pub const KEY_VARIABLE: &str = "KURAMORI_DATABASE_KEY";

/// Variables with the prefix that are not the program's: of `make` and of its tests.
const NOT_SETTINGS: [&str; 4] =
    ["KURAMORI_CACHE", "KURAMORI_POSTGRES_DURABLE", "KURAMORI_TEST_POSTGRES", "KURAMORI_TEST_SEED"];

/// How much two names may differ for one to be taken for a misspelling of the other.
const SIMILARITY_LEAST: f64 = 0.75;

macro_rules! settings {
    ($($(#[$attribute:meta])* $name:ident: $kind:ty,)*) => {
        /// Every setting of every subcommand.
        #[derive(Clone, Debug, Default, Args, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Settings {
            /// TOML file with further settings.
            #[arg(long, global = true, env = "KURAMORI_CONFIG", value_name = "FILE")]
            #[serde(skip)]
            pub config: Option<PathBuf>,
            $($(#[$attribute])* pub $name: Option<$kind>,)*
        }

        impl Settings {
            /// These, and where they say nothing, the others.
            fn or(self, others: Self) -> Self {
                Self { config: self.config, $($name: self.$name.or(others.$name),)* }
            }
        }
    };
}

settings! {
    /// Folder of the embedded database and its key; made when it is missing or empty.
    #[arg(long, global = true, env = "KURAMORI_DATA", value_name = "DIR")]
    data: PathBuf,
    /// PostgreSQL in place of the embedded database: postgres://user:password@host:port/database. It wins over --data.
    #[arg(long, global = true, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: String,
    /// The most connections to PostgreSQL [default: 24].
    #[arg(long, global = true, env = "KURAMORI_DATABASE_CONNECTIONS", value_name = "N")]
    database_connections: u32,
    /// The most commands that share a commit of the embedded database; 1 gives each its own [default: 64].
    #[arg(long, global = true, env = "KURAMORI_WRITER_BATCH", value_name = "N")]
    writer_batch: usize,
    /// What is logged: error, warn, info, debug, trace, or by module [default: info].
    #[arg(long, global = true, env = "KURAMORI_LOG", value_name = "FILTER")]
    log: String,
    /// How it is logged [default: text].
    #[arg(long, global = true, env = "KURAMORI_LOG_FORMAT", value_name = "FORMAT")]
    log_format: LogFormat,
    /// serve: address and port to listen on [default: 127.0.0.1:3000].
    #[arg(long, global = true, env = "KURAMORI_LISTEN", value_name = "ADDR")]
    listen: SocketAddr,
    /// serve: folder of the built client [default: site beside the program].
    #[arg(long, global = true, env = "KURAMORI_SITE", value_name = "DIR")]
    site: PathBuf,
    /// serve: PEM file with the certificate chain; it is read again when it changes and on SIGHUP.
    #[arg(long, global = true, env = "KURAMORI_TLS_CERT", value_name = "FILE")]
    tls_cert: PathBuf,
    /// serve: PEM file with the private key of the certificate.
    #[arg(long, global = true, env = "KURAMORI_TLS_KEY", value_name = "FILE")]
    tls_key: PathBuf,
    /// serve: HTTPS for phones on the same network, with a certificate of an own authority kept in --data.
    #[arg(long, global = true, env = "KURAMORI_LAN", num_args = 0..=1, require_equals = true,
        default_missing_value = "true", value_parser = BoolishValueParser::new())]
    lan: bool,
    /// serve: address of the program for phones, like <https://kuramori.example>; printed QR codes carry it [default: with
    /// --lan the address shown at the start, else the one that the browser uses].
    #[arg(long, global = true, env = "KURAMORI_PUBLIC_URL", value_name = "URL")]
    public_url: String,
    /// serve: network of a proxy whose X-Forwarded-For and X-Forwarded-Proto are believed; may be repeated.
    #[arg(long, global = true, env = "KURAMORI_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',')]
    trusted_proxy: Vec<IpNet>,
    /// serve: requests a second that one API token may send to this node; 0 for no limit [default: 1000].
    #[arg(long, global = true, env = "KURAMORI_RATE_LIMIT", value_name = "N")]
    rate_limit: u32,
    /// serve: the largest body of a request in MiB [default: 64].
    #[arg(long, global = true, env = "KURAMORI_BODY_MAX_MIB", value_name = "MIB")]
    body_max_mib: usize,
    /// serve: seconds after which a request is given up [default: 60].
    #[arg(long, global = true, env = "KURAMORI_REQUEST_TIMEOUT_SECONDS", value_name = "S")]
    request_timeout_seconds: u64,
    /// serve: seconds that requests in flight have to end after SIGTERM [default: 65].
    #[arg(long, global = true, env = "KURAMORI_STOP_TIMEOUT_SECONDS", value_name = "S")]
    stop_timeout_seconds: u64,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// A JSON object a line.
    Json,
}

impl Settings {
    /// Adds what the file says, if there is one.
    ///
    /// # Errors
    /// When the file cannot be read or has a setting that does not exist, with the remedy.
    pub fn with_file(self) -> anyhow::Result<Self> {
        let Some(path) = self.config.clone() else { return Ok(self) };
        let file = read_file(&path)?;
        Ok(self.or(file))
    }
}

fn read_file(path: &Path) -> anyhow::Result<Settings> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read {}; check the path given with --config", path.display()))?;
    toml::from_str(&text)
        .with_context(|| format!("{} has a setting that is not understood; correct it", path.display()))
}

/// Refuses variables that look like settings of the program and are none, since one of them is misspelt.
///
/// # Errors
/// Names the variable and the one that was probably meant.
pub fn check_environment(command: &clap::Command) -> anyhow::Result<()> {
    let mut known: Vec<String> =
        command.get_arguments().filter_map(|argument| argument.get_env()?.to_str().map(str::to_owned)).collect();
    known.push(KEY_VARIABLE.to_owned());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if !name.starts_with("KURAMORI_") || NOT_SETTINGS.contains(&&*name) || known.iter().any(|other| *other == name)
        {
            continue;
        }
        let nearest = known
            .iter()
            .map(|other| (strsim::jaro_winkler(bare(&name), bare(other)), other))
            .filter(|(similarity, _)| *similarity >= SIMILARITY_LEAST)
            .max_by(|(one, _), (other, _)| one.total_cmp(other));
        match nearest {
            Some((_, meant)) => bail!("there is no setting {name}; did you mean {meant}? Correct or unset it"),
            None => bail!("there is no setting {name}; unset it, or see kuramori --help"),
        }
    }
    Ok(())
}

/// A name without the prefix that all of them share.
fn bare(name: &str) -> &str {
    name.strip_prefix("KURAMORI_").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_wins_over_the_file() {
        let file: Settings = toml::from_str("data = 'a'\nrate_limit = 5\nlog_format = 'json'").unwrap();
        let flags = Settings { data: Some("b".into()), ..Settings::default() };
        let both = flags.or(file);
        assert_eq!((both.data, both.rate_limit), (Some("b".into()), Some(5)));
        assert_eq!(both.log_format, Some(LogFormat::Json));
    }

    #[test]
    fn a_misspelt_setting_in_the_file_is_named() {
        let error = toml::from_str::<Settings>("lisen = '127.0.0.1:1'").unwrap_err().to_string();
        assert!(error.contains("unknown field `lisen`") && error.contains("`listen`"), "{error}");
    }
}
