//! The questions at the end of a session in Urdu, so that the demonstration has a questionnaire that runs from right to left. In our own words.

use instrument::{Definition, Language, Translation, Word};

/// Texts by place.
const TEXTS: [(&str, &str); 73] = [
    ("title", "آج کا دن کیسا رہا؟"),
    (
        "introduction",
        "اس میں تقریباً تین منٹ لگتے ہیں۔ آپ کا نام نہیں پوچھا جاتا اور آپ کے جوابات کے ساتھ محفوظ نہیں کیا جاتا۔",
    ),
    ("section.1", "آج کا دن"),
    ("section.2", "آپ کیا ساتھ لے جا رہے ہیں"),
    ("section.3", "آپ کیا کریں گے"),
    ("section.4", "آپ کے بارے میں"),
    ("scale.agreement.1", "پوری طرح متفق"),
    ("scale.agreement.2", "متفق"),
    ("scale.agreement.3", "نہ متفق نہ غیر متفق"),
    ("scale.agreement.4", "غیر متفق"),
    ("scale.agreement.5", "بالکل غیر متفق"),
    ("scale.knowledge.1", "بہترین"),
    ("scale.knowledge.2", "اچھا"),
    ("scale.knowledge.3", "درمیانہ"),
    ("scale.knowledge.4", "کم"),
    (
        "question.expectations",
        "میں جس چیز کے لیے آیا یا آئی تھی وہ مجھے ملی",
    ),
    ("question.objectives", "آج وہی ہوا جو بتایا گیا تھا"),
    (
        "question.materials",
        "میں ان کاغذات اور سلائیڈوں سے کام لے سکتا یا سکتی ہوں",
    ),
    ("question.trainer", "تربیت دینے والے کو موضوع پر عبور تھا"),
    ("question.participation", "لوگوں نے حصہ لیا اور آپس میں بات کی"),
    ("question.questions", "ہمارے سوالوں کے لیے وقت تھا"),
    ("question.level", "یہ میرے لیے نہ بہت آسان تھا نہ بہت مشکل"),
    (
        "question.safe",
        "کمرے میں مجھے تحفظ اور خیال رکھے جانے کا احساس تھا",
    ),
    (
        "question.trust",
        "میں کھل کر بات کر سکا یا سکی، اور جو کہا گیا وہ کمرے ہی میں رہے گا",
    ),
    ("question.satisfied", "مجموعی طور پر میں آج کے دن سے مطمئن ہوں"),
    (
        "question.aims",
        "میں سمجھتا یا سمجھتی ہوں کہ یہ پروگرام کس لیے ہے",
    ),
    (
        "question.support",
        "مجھے معلوم ہے کہ بعد میں مشورے یا مدد کے لیے کس سے پوچھوں",
    ),
    ("question.part", "میرے پاس وہ سب ہے جو اپنا کام کرنے کے لیے چاہیے"),
    (
        "question.improve",
        "یہ پروگرام ہمیں بہتر قدم اٹھانے میں مدد دے گا",
    ),
    ("question.recommend", "میں کسی ساتھی کو آنے کا کہوں گا یا کہوں گی"),
    ("question.knowledge-before", "آج سے پہلے اس موضوع پر میرا علم تھا"),
    ("question.knowledge-after", "اب اس موضوع پر میرا علم ہے"),
    (
        "question.likelihood",
        "کتنا امکان ہے کہ آپ سیکھی ہوئی باتوں کو استعمال کریں گے؟",
    ),
    ("question.likelihood.option.high", "بہت زیادہ امکان"),
    ("question.likelihood.option.medium", "کافی امکان"),
    ("question.likelihood.option.low", "امکان نہیں"),
    (
        "question.time-of-use",
        "آپ کے خیال میں پہلی بار کب استعمال کریں گے؟",
    ),
    ("question.time-of-use.option.month", "ایک مہینے کے اندر"),
    ("question.time-of-use.option.quarter", "تین مہینوں کے اندر"),
    ("question.time-of-use.option.later", "اس کے بعد"),
    ("question.time-of-use.option.unsure", "ابھی نہیں کہہ سکتا یا سکتی"),
    ("question.first-use", "آپ سب سے پہلے کیا الگ طریقے سے کریں گے؟"),
    (
        "question.first-use.hint",
        "براہ کرم کسی کا نام نہ لکھیں، نہ ایسی کوئی بات جس سے پہچانا جا سکے کہ کون ہے۔",
    ),
    ("question.background", "آپ کہاں کام کرتے ہیں؟"),
    ("question.background.option.voluntary", "رضاکارانہ اور سماجی شعبہ"),
    ("question.background.option.health-sexual", "صحت: جنسی صحت"),
    (
        "question.background.option.health-maternity",
        "صحت: دایہ گری یا امراضِ نسواں",
    ),
    ("question.background.option.health-other", "صحت: دیگر"),
    (
        "question.background.option.social-care-children",
        "سماجی نگہداشت: بچے",
    ),
    (
        "question.background.option.social-care-social-worker",
        "سماجی نگہداشت: سماجی کارکن",
    ),
    (
        "question.background.option.social-care-general",
        "سماجی نگہداشت: عمومی",
    ),
    (
        "question.background.option.social-care-other",
        "سماجی نگہداشت: دیگر",
    ),
    (
        "question.background.option.police-justice",
        "پولیس یا فوجداری انصاف",
    ),
    ("question.background.option.education", "تعلیم"),
    ("question.background.option.housing", "رہائش"),
    ("question.background.option.other", "کچھ اور"),
    ("question.comments", "کیا آپ ہمیں کچھ اور بتانا چاہتے ہیں؟"),
    (
        "question.comments.hint",
        "براہ کرم کسی کا نام نہ لکھیں، نہ ایسی کوئی بات جس سے پہچانا جا سکے کہ کون ہے۔",
    ),
    ("word.send", "میرے جوابات بھیجیں"),
    ("word.skip", "ان سوالوں کا جواب دیے بغیر آگے جائیں"),
    ("word.prefer-not-to-say", "میں نہیں بتانا چاہتا یا چاہتی"),
    ("word.or", "یا"),
    (
        "word.left-out",
        "یہ صرف اس صورت میں پوچھا جاتا ہے: {condition}۔ اپنا دوسرا جواب بدلیں، یا دوبارہ بھیجیں: پھر جو یہاں لکھا ہے وہ محفوظ نہیں کیا جائے گا",
    ),
    ("word.nothing-yet", "آپ نے ابھی تک کوئی جواب نہیں دیا"),
    ("word.only-if", "صرف اگر {condition}۔"),
    ("word.and", "اور"),
    ("word.not", "یہ درست نہ ہو: {condition}"),
    ("word.was-answered", "{question} کا جواب دیا گیا ہو"),
    ("word.is", "{question} کا جواب {answer} ہو"),
    ("word.is-at-least", "{question} کا جواب {least} یا اس سے زیادہ ہو"),
    ("word.is-at-most", "{question} کا جواب {most} یا اس سے کم ہو"),
    ("word.is-within", "{question} کا جواب {least} سے {most} تک ہو"),
    ("word.problem", "کچھ درست کرنا باقی ہے"),
];

/// What the second version asks at its end.
const AT_THE_END: [(&str, &str); 7] = [
    (
        "question.may-quote",
        "کیا ہم آپ کے لکھے ہوئے الفاظ نقل کر سکتے ہیں؟",
    ),
    (
        "question.may-quote.hint",
        "آپ کے نام کے ساتھ کبھی نہیں۔ اگر آپ اسے خالی چھوڑ دیں تو کچھ نقل نہیں کیا جائے گا۔",
    ),
    ("question.may-quote.option.no", "نہیں، میرے الفاظ نقل نہ کریں"),
    ("question.may-quote.option.partnership", "ہاں، صرف شراکت کے اندر"),
    (
        "question.may-quote.option.published",
        "ہاں، شائع ہونے والی رپورٹوں میں بھی",
    ),
    ("question.reach-me", "ہم آپ سے کیسے رابطہ کر سکتے ہیں؟"),
    (
        "question.reach-me.hint",
        "صرف اگر آپ ہم سے سننا چاہیں: آپ کا نام، اور کوئی پتہ یا نمبر جو آپ کے لیے محفوظ ہو۔ اسے آپ کے جوابات سے الگ رکھا جاتا ہے اور دوسرے شخص کی رضامندی کے بعد ایک شخص کو دکھایا جاتا ہے۔",
    ),
];

/// The translation of the questionnaire as it is published.
pub(crate) fn translation(definition: &Definition) -> Option<Translation> {
    let mut translation = Translation::new(Language::parse("ur")?);
    let words = Word::ALL
        .into_iter()
        .map(|word| (format!("word.{}", word.code()), word.english().to_owned()));
    let sources: Vec<(String, String)> = definition
        .texts()
        .into_iter()
        .map(|text| (text.place, text.source))
        .chain(words)
        .collect();
    for (place, text) in TEXTS {
        let (place, source) = sources.iter().find(|(known, _)| known == place)?;
        translation.set(place, source, text);
    }
    for (place, text) in AT_THE_END {
        if let Some((place, source)) = sources.iter().find(|(known, _)| known == place) {
            translation.set(place, source, text);
        }
    }
    Some(translation)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever tries the demonstration in Urdu finds every question in it.
    #[test]
    fn the_urdu_questions_are_whole() {
        let text = include_str!("../../../instruments/end-of-session.toml");
        let first = Definition::parse(text).unwrap();
        let mut second = first.clone();
        assert!(second.close_with(instrument::Question::may_quote()));
        assert!(second.close_with(instrument::Question::reach_me()));
        for definition in [first, second] {
            let translation = translation(&definition).unwrap();
            assert_eq!(translation.slips(&definition), []);
            assert!(translation.extent(&definition).is_whole());
        }
    }
}
