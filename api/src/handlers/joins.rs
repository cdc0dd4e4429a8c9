//! The doors: a join code, the picture of its address, and the way in. None needs a tenant; the code knows its own.

use std::sync::Arc;

use entity::{team, tenant};
use percent_encoding::percent_decode_str;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde_json::json;
use warp::reply::{Reply, Response};

use super::teams;
use crate::app::{Answer, App};
use crate::error::{Error, Result};
use crate::filters::Received;
use crate::pages::{self, Look, plain};

/// Characters a code may be typed with, spaces and dashes and all.
const TYPED_MOST: usize = 64;
/// Pixels of a module of the picture, which scales.
const MODULE: u32 = 8;

/// `GET /join/{code}`.
pub async fn read(code: String, app: Arc<App>) -> Result<Answer> {
    let (tenant, team) = behind(&app, &code).await?;
    let (id, slug) = (tenant.id.to_string(), tenant.slug);
    let team = teams::shown(app.db.reader(), tenant.id, &[team]).await?.pop();
    Answer::ok(&json!({"tenantId": id, "tenantSlug": slug, "team": team}))
}

/// `GET /join/{code}/qr.svg`: the address of the door, dark on white whatever the theme, for cameras.
pub async fn picture(code: String, received: Arc<Received>, app: Arc<App>) -> Result<Response> {
    let (_, team) = behind(&app, &code).await?;
    let address = format!("{}/j/{}", pages::origin(&app.config, &received), team.join_code);
    let code = QrCode::with_error_correction_level(&address, EcLevel::M);
    let code = code.map_err(|error| Error::Internal(format!("{address}: {error}")))?;
    let picture = code.render::<svg::Color>().module_dimensions(MODULE, MODULE).quiet_zone(true).build();
    Ok(warp::reply::with_header(picture, "content-type", "image/svg+xml").into_response())
}

/// `GET /j/{code}`: what the picture leads to.
pub async fn enter(code: String, received: Arc<Received>, app: Arc<App>) -> Response {
    match behind(&app, &code).await {
        Ok((tenant, team)) => pages::redirect(&format!("/room/{}?tenantId={}", team.slug, tenant.slug)),
        Err(Error::NotFound(_)) => {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("code", &typed(&code)).finish();
            pages::redirect(&format!("/?{query}"))
        }
        Err(error) => plain::sorry(Look::of(&received), &error, &plain::Draft::default()),
    }
}

/// The team of a code and its tenant; a suspended tenant has no doors.
async fn behind(app: &App, code: &str) -> Result<(tenant::Model, team::Model)> {
    let unknown = || Error::NotFound("code_not_found");
    let code = normal(&typed(code)).ok_or_else(unknown)?;
    let team = team::coded(&code).one(app.db.reader()).await?.ok_or_else(unknown)?;
    let tenant = tenant::of(team.tenant_id).one(app.db.reader()).await?;
    let tenant = tenant.filter(|tenant| tenant.suspended_at.is_none()).ok_or_else(unknown)?;
    Ok((tenant, team))
}

/// The code as it was typed into an address.
fn typed(code: &str) -> String {
    percent_decode_str(code).decode_utf8_lossy().into_owned()
}

/// The code as it is kept: capitals, without spaces and dashes.
fn normal(typed: &str) -> Option<String> {
    let dash = |letter: char| matches!(letter, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let code: String = typed.chars().filter(|letter| !letter.is_whitespace() && !dash(*letter)).collect();
    let fits = typed.len() <= TYPED_MOST && !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| code.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        for same in ["K7PM2X", "k7pm2x", "k7p-m2x", " K7 PM 2X ", "k7p–m2x", "k7p\u{a0}m2x", "K-7-P-M-2-X"] {
            assert_eq!(normal(same).as_deref(), Some("K7PM2X"), "{same}");
        }
        for none in ["", " - ", "K7PM2Ü", "K7PM2X\0", &" ".repeat(65)] {
            assert_eq!(normal(none), None, "{none}");
        }
    }
}
