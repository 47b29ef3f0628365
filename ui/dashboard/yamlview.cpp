// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/yamlview.h"

#include "common/textdress.h"
#include "common/theme.h"

#include <QEvent>
#include <QKeyEvent>

#define signals Q_SIGNALS
#define slots Q_SLOTS
#include <Qsci/qscilexeryaml.h>
#undef signals
#undef slots
#include <Qsci/qscistyle.h>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int NumberMargin = 0;
constexpr int SignMargin = 1;
constexpr int ProblemMarker = 8;
constexpr int ProblemLineMarker = 9;
constexpr int ProblemStyle = 61; // beyond those of the lexer: see SqlView

} // namespace

YamlView::YamlView(QWidget *parent)
    : QsciScintilla(parent)
{
    setAccessibleName(tr("Text of the dashboard"));
    setUtf8(true);
    setEolMode(EolUnix);
    setFrameShape(QFrame::NoFrame);
    setWrapMode(WrapNone);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setTabWidth(2);
    setIndentationsUseTabs(false);
    setAutoIndent(true);
    setMarginType(NumberMargin, QsciScintilla::NumberMargin);
    setMarginWidth(NumberMargin, u"0000"_s);
    setMarginType(SignMargin, SymbolMargin);
    setMarginWidth(SignMargin, 14);
    setMarginMarkerMask(SignMargin, 1 << ProblemMarker);
    for (int margin = 2; margin < 5; ++margin)
        setMarginWidth(margin, 0);
    markerDefine(Circle, ProblemMarker);
    markerDefine(Background, ProblemLineMarker);
    setAnnotationDisplay(AnnotationIndented);
    setLexer(new QsciLexerYAML(this));
    applyTheme();
}

void YamlView::setProblems(const std::vector<metrics::DefinitionProblem> &problems)
{
    m_problems = problems;
    markerDeleteAll(ProblemMarker);
    markerDeleteAll(ProblemLineMarker);
    for (const metrics::DefinitionProblem &problem : m_problems) {
        const int row = qBound(0, problem.line - 1, qMax(0, lines() - 1));
        markerAdd(row, ProblemMarker);
        markerAdd(row, ProblemLineMarker);
    }
    annotateProblems();
}

// One for each line, of all that is wrong there.
void YamlView::annotateProblems()
{
    clearAnnotations();
    const QsciStyle style(
        ProblemStyle, u"problem"_s, ui::color(Tone::Failed, palette()), fill(Tone::Failed, palette()), fixedFont());
    QMap<int, QStringList> words;
    for (const metrics::DefinitionProblem &problem : m_problems) {
        const QString text = problem.hint.isEmpty() ? problem.message : problem.message + u". "_s + problem.hint;
        words[qBound(0, problem.line - 1, qMax(0, lines() - 1))] << text;
    }
    for (auto at = words.cbegin(); at != words.cend(); ++at)
        annotate(at.key(), at.value().join(u'\n'), style);
}

void YamlView::goTo(const metrics::DefinitionProblem &problem)
{
    const int row = qBound(0, problem.line - 1, qMax(0, lines() - 1));
    setCursorPosition(row, qBound(0, problem.column - 1, lineLength(row)));
    ensureLineVisible(row);
    setFocus();
}

int YamlView::cursorLine() const
{
    int line = 0;
    int index = 0;
    getCursorPosition(&line, &index);
    return line + 1;
}

// Tab moves on with Ctrl, as everywhere where Tab can be typed; Esc leaves the text so that the keyboard is not held.
void YamlView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        event->ignore();
        return;
    }
    QsciScintilla::keyPressEvent(event);
}

void YamlView::changeEvent(QEvent *event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyTheme();
}

void YamlView::applyTheme()
{
    if (m_isApplying || !lexer()) // setting colours brings further palette events
        return;
    m_isApplying = true;
    const QPalette theme = palette();
    const QColor muted = ui::color(Surface::MutedText, theme);
    QsciLexer *yaml = lexer();
    dressText(*this, *yaml);
    yaml->setColor(muted, QsciLexerYAML::Comment);
    yaml->setColor(ui::color(Tone::Accent, theme), QsciLexerYAML::Identifier);
    yaml->setColor(ui::color(Tone::Accent, theme), QsciLexerYAML::Keyword);
    yaml->setColor(ui::color(Tone::Edited, theme), QsciLexerYAML::Number);
    yaml->setColor(ui::color(Tone::Failed, theme), QsciLexerYAML::SyntaxErrorMarker);
    setMarginBackgroundColor(SignMargin, theme.color(QPalette::AlternateBase));
    setMarkerForegroundColor(ui::color(Tone::Failed, theme), ProblemMarker);
    setMarkerBackgroundColor(ui::color(Tone::Failed, theme), ProblemMarker);
    setMarkerBackgroundColor(fill(Tone::Failed, theme), ProblemLineMarker);
    annotateProblems();
    m_isApplying = false;
}

} // namespace howdah::ui
