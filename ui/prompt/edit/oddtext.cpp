// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/oddtext.h"

#include "common/tr.h"

#include <QCoreApplication>
#include <QHash>
#include <QMap>

#include <optional>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

struct Kind
{
    QString name;
    QString plain;
};

constexpr char32_t NonJoiner = 0x200c;
constexpr char32_t Joiner = 0x200d;

Kind invisible(const char *name) { return {tr(name), QString()}; }

QHash<char32_t, Kind> makeKinds()
{
    QHash<char32_t, Kind> kinds;
    const auto all = [&kinds](std::initializer_list<char32_t> codes, const Kind &kind) {
        for (const char32_t code : codes)
            kinds.insert(code, kind);
    };
    all({0x201c, 0x201d, 0x201e, 0x201f}, {tr("typographic quotation mark"), u"\""_s});
    all({0x2018, 0x2019, 0x201a, 0x201b}, {tr("typographic apostrophe"), u"'"_s});
    all({0x2026}, {tr("ellipsis character"), u"..."_s});
    all({0x00a0, 0x202f, 0x2007}, {tr("no-break space"), u" "_s});
    all({0x2028, 0x2029, 0x0085}, {tr("Unicode line separator"), u"\n"_s});
    all({0x200b}, invisible(QT_TRANSLATE_NOOP("Window", "zero-width space")));
    all({NonJoiner, Joiner}, invisible(QT_TRANSLATE_NOOP("Window", "stray joiner")));
    all({0x2060, 0xfeff}, invisible(QT_TRANSLATE_NOOP("Window", "zero-width no-break space")));
    all({0x00ad}, invisible(QT_TRANSLATE_NOOP("Window", "soft hyphen")));
    all({0x200e, 0x200f, 0x061c, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069},
        invisible(QT_TRANSLATE_NOOP("Window", "bidirectional control character")));
    all({0x115f, 0x1160, 0x3164, 0xffa0, 0x180e}, invisible(QT_TRANSLATE_NOOP("Window", "invisible filler")));
    return kinds;
}

std::optional<Kind> kindOf(char32_t code)
{
    static const QHash<char32_t, Kind> kinds = makeKinds();
    if (const auto found = kinds.constFind(code); found != kinds.cend())
        return *found;
    const bool control =
        (code < 0x20 && code != u'\n' && code != u'\r' && code != u'\t') || (code >= 0x7f && code < 0xa0);
    if (control)
        return invisible(QT_TRANSLATE_NOOP("Window", "control character"));
    // Letters that nobody sees and models read all the same.
    if (code >= 0xe0000 && code <= 0xe007f)
        return invisible(QT_TRANSLATE_NOOP("Window", "invisible tag character"));
    return {};
}

// Joiners belong between characters beyond Latin: family emoji, conjuncts.
bool joins(QStringView text, qsizetype at)
{
    constexpr char16_t FirstJoining = 0x0590;
    const auto needs = [&](qsizetype place) {
        return place >= 0 && place < text.size() && text[place].unicode() >= FirstJoining
            && !kindOf(text[place].unicode());
    };
    return needs(at - 1) && needs(at + 1);
}

} // namespace

std::vector<OddCharacter> oddCharacters(QStringView text)
{
    std::vector<OddCharacter> found;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t unit = text[i].unicode();
        if (unit >= 0x20 && unit < 0x7f)
            continue;
        const bool pair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        const char32_t code = pair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : char32_t(unit);
        const auto kind = kindOf(code);
        if (kind && !((code == Joiner || code == NonJoiner) && joins(text, i)))
            found.push_back({i, pair ? 2 : 1, kind->name, kind->plain});
        if (pair)
            ++i;
    }
    return found;
}

QString withoutOddCharacters(const QString &text)
{
    QString plain;
    plain.reserve(text.size());
    qsizetype at = 0;
    for (const OddCharacter &odd : oddCharacters(text)) {
        plain += QStringView(text).sliced(at, odd.offset - at);
        plain += odd.plain;
        at = odd.offset + odd.length;
    }
    return plain += QStringView(text).sliced(at);
}

QString oddSummary(const std::vector<OddCharacter> &found)
{
    QMap<QString, int> counts;
    for (const OddCharacter &odd : found)
        ++counts[odd.name];
    QStringList parts;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        parts << tr("%1 × %2").arg(it.value()).arg(it.key());
    return parts.join(u", "_s);
}

} // namespace howdah::ui
