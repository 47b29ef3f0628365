// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/promptlexer.h"

#include "common/theme.h"
#include "prompt/template.h"

#include <QPalette>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::ui {

PromptLexer::PromptLexer(QObject *parent)
    : QsciLexerCustom(parent)
{
}

QString PromptLexer::description(int style) const
{
    switch (style) {
    case Plain:
        return tr("Text");
    case Variable:
        return tr("Variable");
    case Role:
        return tr("Role");
    case Heading:
        return tr("Heading");
    case Tag:
        return tr("Tag");
    case Odd:
        return tr("Braces without a variable");
    default:
        return {};
    }
}

void PromptLexer::applyTheme(const QPalette &palette)
{
    const QColor paper = palette.color(QPalette::Base);
    const QColor ink = palette.color(QPalette::Text);
    setDefaultFont(fixedFont());
    setDefaultColor(ink);
    setDefaultPaper(paper);
    setFont(fixedFont(), -1);
    setPaper(paper, -1);
    setColor(ink, -1);
    QFont strong = fixedFont();
    strong.setBold(true);
    setColor(ui::color(Tone::Accent, palette), Variable);
    setPaper(fill(Tone::Accent, palette), Variable);
    setColor(ui::color(Tone::Proven, palette), Role);
    setPaper(fill(Tone::Proven, palette), Role);
    setFont(strong, Role);
    setFont(strong, Heading);
    setColor(ui::color(Tone::Applied, palette), Tag);
    setColor(ui::color(Tone::Edited, palette), Odd);
}

void PromptLexer::styleText(int start, int end)
{
    if (!editor())
        return;
    // Whole lines: what a brace means is decided by its line alone.
    const long line = editor()->SendScintilla(QsciScintillaBase::SCI_LINEFROMPOSITION, start);
    const long first = editor()->SendScintilla(QsciScintillaBase::SCI_POSITIONFROMLINE, line);
    const long lastLine = editor()->SendScintilla(QsciScintillaBase::SCI_LINEFROMPOSITION, qMax(start, end - 1));
    long last = editor()->SendScintilla(QsciScintillaBase::SCI_GETLINEENDPOSITION, lastLine);
    last = qMax<long>(last, end);
    if (last <= first)
        return;
    QByteArray bytes(last - first + 1, '\0');
    editor()->SendScintilla(QsciScintillaBase::SCI_GETTEXTRANGE, first, last, bytes.data());
    bytes.chop(1);
    startStyling(int(first));
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype newline = bytes.indexOf('\n', at);
        const qsizetype until = newline < 0 ? bytes.size() : newline + 1;
        styleLine(bytes.sliced(at, until - at));
        at = until;
    }
}

// "{{role "system"}}" begins a turn in files; "System:" does in those of other programs.
static bool isRole(const QString &name) { return name.startsWith("role"_L1); }

void PromptLexer::styleLine(const QByteArray &line)
{
    // Longer ones are no prose: colours would cost more than they tell.
    constexpr qsizetype LongestLine = 20'000;
    static const QRegularExpression role(
        u"^\\s*(?:system|user|assistant|developer|tool)\\s*:"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression tag(u"^\\s*</?[A-Za-z][\\w-]*>\\s*$"_s);
    if (line.size() > LongestLine) {
        setStyling(int(line.size()), Plain);
        return;
    }
    const QString text = QString::fromUtf8(line);
    int usual = Plain;
    if (text.startsWith(u'#'))
        usual = Heading;
    else if (tag.match(text).hasMatch())
        usual = Tag;
    qsizetype at = 0; // in UTF-16
    const auto style = [&](qsizetype until, int with) {
        if (until > at)
            setStyling(int(QStringView(text).sliced(at, until - at).toUtf8().size()), with);
        at = qMax(at, until);
    };
    if (const auto match = role.match(text); match.hasMatch())
        style(match.capturedEnd(), Role);
    if (text.contains(u'{')) {
        for (const prompt::TemplatePart &part : prompt::templateParts(text)) {
            if (part.offset < at)
                continue;
            style(part.offset, usual);
            const bool variable = part.kind == prompt::TemplatePart::Kind::Variable;
            style(part.offset + part.length, variable ? Variable : isRole(part.name) ? Role : Odd);
        }
    }
    style(text.size(), usual);
}

} // namespace howdah::ui
