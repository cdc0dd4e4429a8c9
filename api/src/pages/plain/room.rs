//! One team's questions and the two forms: to ask, and to vote.

use super::{Draft, Escaped, Look, Response, Sheet, State, StatusCode, address, team, tenant, view};

/// What a plain room shows.
#[derive(Debug)]
pub struct Room<'a> {
    /// The tenant.
    pub tenant: &'a tenant::Model,
    /// The team.
    pub team: &'a team::Model,
    /// A page of its questions.
    pub questions: &'a [view::Question],
    /// Where this page begins, if it is not the first.
    pub after: &'a str,
    /// Where the next one begins, if there is one.
    pub next: Option<&'a str>,
    /// What is in the form.
    pub draft: &'a Draft,
    /// What came of a deed: an error code, or `asked` or `review` when it succeeded.
    pub said: Option<&'a str>,
    /// The field that is to blame for it.
    pub field: Option<&'a str>,
    /// The status of the answer.
    pub status: StatusCode,
}

/// The room as a page.
pub fn room(look: Look, room: &Room<'_>) -> Response {
    let mut sheet = Sheet::new(look, Some(room.tenant));
    let (tenant, team) = (Escaped(&room.tenant.name), Escaped(&room.team.name));
    sheet.put(format_args!("<header><p>{tenant}</p><h1>{team}</h1></header><main>"));
    match room.said {
        Some("asked") => sheet.say("status", "plain.asked"),
        Some("review") => sheet.say("status", "plain.review"),
        Some(code) if room.field.is_none() => {
            let key = format!("plain.error.{code}");
            let known = sheet.words.find(&key).is_some();
            sheet.say("alert", if known { &key } else { "plain.error.other" });
        }
        _ => {}
    }
    ask(&mut sheet, room);
    sheet.put(format_args!("<h2>{}</h2>", sheet.word("plain.questions")));
    questions(&mut sheet, room);
    links(&mut sheet, room);
    let title = format!("{} · Openfloor", room.team.name);
    sheet.done(&title, room.status)
}

fn ask(sheet: &mut Sheet<'_>, room: &Room<'_>) {
    match room.team.state {
        State::Open => {
            let to = address(&room.tenant.slug, &format!("{}/ask", room.team.slug), &[]);
            sheet.put(format_args!(r#"<form method=post action="{}">"#, Escaped(to)));
            sheet.fields(room.draft, room.field.zip(room.said));
            sheet.put("</form>");
        }
        State::VoteOnly => sheet.say("note", "plain.voteOnly"),
        State::Closed => sheet.say("note", "plain.closed"),
    }
}

/// All votes are buttons of one form: it is sent with the name of the one that was pressed.
fn questions(sheet: &mut Sheet<'_>, room: &Room<'_>) {
    if room.questions.is_empty() {
        return sheet.put(format_args!("<p>{}</p>", sheet.word("plain.none")));
    }
    let to = address(&room.tenant.slug, &format!("{}/vote", room.team.slug), &[("after", room.after)]);
    sheet.put(format_args!(r#"<form method=post action="{}"><ol>"#, Escaped(to)));
    for question in room.questions {
        row(sheet, question, room.team.state);
    }
    sheet.put("</ol></form>");
}

fn row(sheet: &mut Sheet<'_>, question: &view::Question, state: State) {
    let id = question.id;
    sheet.put(format_args!("<li id={id}><p>{}</p>", Escaped(&question.body)));
    let mut marks = Vec::new();
    marks.extend(question.is_pinned.then(|| sheet.word("plain.pinned")));
    marks.extend(question.is_frozen.then(|| sheet.word("plain.frozen")));
    marks.extend(question.author_name.as_ref().map(|name| Escaped(name).to_string()));
    if !marks.is_empty() {
        sheet.put(format_args!("<small>{}</small> ", marks.join(" · ")));
    }
    let votes = Escaped(sheet.words.count("plain.votes", question.upvotes)).to_string();
    let votable = question.status == "OPEN" && !question.is_frozen && state != State::Closed;
    if votable {
        let upvoted = question.viewer.is_some_and(|viewer| viewer.upvoted);
        let (name, word) = if upvoted { ("down", "plain.takeBack") } else { ("up", "plain.upvote") };
        sheet.put(format_args!("<button name={name} value={id}>{} · {votes}</button>", sheet.word(word)));
    } else {
        sheet.put(format_args!("<small>{votes}</small>"));
    }
    if let Some(answer) = &question.response_text {
        let word = sheet.word("plain.answer");
        sheet.put(format_args!("<blockquote><b>{word}</b><p>{}</p></blockquote>", Escaped(answer)));
    }
}

fn links(sheet: &mut Sheet<'_>, room: &Room<'_>) {
    let (tenant, team) = (&room.tenant.slug, &room.team.slug);
    let mut links = Vec::new();
    if let Some(next) = room.next {
        links.push((address(tenant, team, &[("after", next)]), "plain.more"));
    }
    links.push((address(tenant, team, &[]), "plain.refresh"));
    links.push((address(tenant, team, &[]).replacen("/plain", "/room", 1), "plain.full"));
    sheet.put("<nav>");
    for (to, word) in links {
        sheet.put(format_args!(r#"<p><a href="{}">{}</a></p>"#, Escaped(to), sheet.word(word)));
    }
    sheet.put("</nav></main>");
}
