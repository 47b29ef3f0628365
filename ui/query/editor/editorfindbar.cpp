// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/editorfindbar.h"

#include "common/icons.h"
#include "common/code/sqllexer.h"
#include "common/widgets.h"
#include "common/turnclock.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QToolButton>

#include <algorithm>
#include <ranges>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int hitIndicator = 12;
constexpr int usualBarWidth = 560;
constexpr std::size_t oneByOne = 2'000; // that are replaced each for itself

QToolButton *iconButton(const QString &iconName, const QString &tip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setAutoRaise(true);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    return button;
}

} // namespace

EditorFindBar::EditorFindBar(EditorText &editor)
    : QFrame(&editor)
    , m_editor(editor)
    , m_find(new QLineEdit(this))
    , m_with(new QLineEdit(this))
    , m_case(toggle(tr("Aa"), tr("Match upper and lower case"), u"findCase"_s))
    , m_word(toggle(tr("W"), tr("Whole words"), u"findWord"_s))
    , m_regex(toggle(u".*"_s, tr("Regular expression"), u"findRegex"_s))
    , m_inSelection(toggle(u"[ ]"_s, tr("Only in what was selected"), u"findInSelection"_s))
    , m_replaceRow(new QWidget(this))
    , m_status(mutedLabel({}, this))
{
    setObjectName(u"editorFind"_s);
    setAutoFillBackground(true);
    setFrameShape(QFrame::StyledPanel);
    m_find->setObjectName(u"findText"_s);
    m_find->setPlaceholderText(tr("Find"));
    m_find->setAccessibleName(tr("Find in the text"));
    m_with->setObjectName(u"replaceText"_s);
    m_with->setPlaceholderText(tr("Replace with"));
    m_with->setAccessibleName(tr("Replace with"));
    m_status->setObjectName(u"findStatus"_s);
    layOut();
    m_editor.indicatorDefine(QsciScintilla::StraightBoxIndicator, hitIndicator);
    m_editor.setIndicatorDrawUnder(true, hitIndicator);
    m_again.setInterval(0);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &EditorFindBar::searchAgain);
    connect(m_find, &QLineEdit::textChanged, this, [this] {
        m_wanted = Way::Next;
        searchAgain();
    });
    for (const QToolButton *choice : {m_case, m_word, m_regex}) {
        connect(choice, &QToolButton::toggled, this, [this] {
            m_wanted = Way::Next;
            searchAgain();
        });
    }
    connect(m_inSelection, &QToolButton::toggled, this, [this](bool on) {
        const query::TextExtent selected = m_editor.selectedBytes();
        m_within = on ? std::optional(selected.size > 0 ? selected : query::TextExtent{0, m_editor.sizeInBytes()})
                      : std::nullopt;
        searchAgain();
    });
    for (const auto signal : {&TextSearch::progressed, &TextSearch::finished})
        connect(&m_search, signal, this, &EditorFindBar::tell);
    hide();
}

QToolButton *EditorFindBar::toggle(const QString &face, const QString &tip, const QString &name)
{
    auto *button = new QToolButton(this);
    button->setText(face);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setObjectName(name);
    return button;
}

void EditorFindBar::layOut()
{
    QToolButton *back = iconButton(u"go-up"_s, tr("Previous (Shift+Enter, Shift+F3)"), this);
    QToolButton *on = iconButton(u"go-down"_s, tr("Next (Enter, F3)"), this);
    QToolButton *end = iconButton(u"window-close"_s, tr("Close (Esc)"), this);
    QPushButton *one = button(tr("Replace"), ButtonRole::Plain, this);
    QPushButton *all = button(tr("Replace all"), ButtonRole::Plain, this);
    one->setToolTip(tr("Replace this one and go to the next (Enter)"));
    all->setToolTip(tr("Replace all of them, as one step to undo (Ctrl+Alt+Enter)"));
    auto *lines = new QVBoxLayout(this);
    lines->setContentsMargins(space::inside, space::tight, space::tight, space::tight);
    lines->setSpacing(space::tight);
    auto *first = new QHBoxLayout;
    first->setSpacing(space::tight);
    first->addWidget(m_find, 1);
    for (QWidget *part :
         std::initializer_list<QWidget *>{m_case, m_word, m_regex, m_inSelection, m_status, back, on, end})
        first->addWidget(part);
    lines->addLayout(first);
    auto *second = new QHBoxLayout(m_replaceRow);
    second->setContentsMargins(0, 0, 0, 0);
    second->setSpacing(space::tight);
    second->addWidget(m_with, 1);
    second->addWidget(one);
    second->addWidget(all);
    lines->addWidget(m_replaceRow);
    connect(on, &QToolButton::clicked, this, [this] { go(Way::Next); });
    connect(back, &QToolButton::clicked, this, [this] { go(Way::Previous); });
    connect(end, &QToolButton::clicked, this, &EditorFindBar::close);
    connect(one, &QPushButton::clicked, this, &EditorFindBar::replaceOne);
    connect(all, &QPushButton::clicked, this, &EditorFindBar::replaceAll);
}

TextQuery EditorFindBar::query() const
{
    return {m_find->text(), m_regex->isChecked(), m_case->isChecked(), m_word->isChecked(), m_within};
}

SearchedText EditorFindBar::text() const
{
    return {[this](qint64 offset, qint64 size) { return ui::bytesOf(m_editor, offset, size); }, m_editor.sizeInBytes()};
}

void EditorFindBar::open(Open how)
{
    m_replaceRow->setVisible(how == Open::Replace && !m_editor.isReadOnly());
    const query::TextExtent selected = m_editor.selectedBytes();
    constexpr qint64 LongestWords = 200;
    const QByteArray words = selected.size <= LongestWords ? m_editor.bytesOf(selected) : QByteArray();
    const bool isOneLine = selected.size > 0 && !words.isEmpty() && !words.contains('\n');
    m_start = selected.offset;
    if (isOneLine && !isVisible())
        m_find->setText(QString::fromUtf8(words));
    m_inSelection->setChecked(selected.size > 0 && !isOneLine);
    QFrame::show();
    raise();
    place();
    m_find->setFocus(Qt::ShortcutFocusReason);
    m_find->selectAll();
    searchAgain();
}

void EditorFindBar::close()
{
    if (isHidden())
        return;
    const bool hadFocus = isAncestorOf(focusWidget()) || hasFocus();
    hide();
    m_again.stop();
    m_search.stop();
    m_within.reset();
    m_inSelection->setChecked(false);
    clearMarks();
    if (hadFocus || m_editor.isVisible())
        m_editor.setFocus(Qt::OtherFocusReason);
}

QString EditorFindBar::status() const { return m_status->text(); }

void EditorFindBar::searchAgain()
{
    m_again.stop();
    if (isHidden())
        return;
    const query::TextExtent selected = m_editor.selectedBytes();
    m_search.start(text(), query(), m_wanted ? std::min(m_start, selected.offset) : selected.offset);
}

void EditorFindBar::go(Way way)
{
    if (isHidden())
        return open(Open::Find);
    m_wanted = way;
    const query::TextExtent selected = m_editor.selectedBytes();
    m_start = way == Way::Next ? selected.offset + std::max<qint64>(selected.size, 0) : selected.offset;
    tell();
}

// What is wanted, as far as it is known by now; the words beside it.
void EditorFindBar::tell()
{
    if (m_wanted) {
        const auto found = *m_wanted == Way::Next ? m_search.next(m_start) : m_search.previous(m_start);
        if (found) {
            m_wanted.reset();
            show(*found);
        } else if (!m_search.isRunning()) {
            m_wanted.reset();
        }
    }
    QString words;
    if (!m_search.problem().isEmpty()) {
        words = m_search.problem();
    } else if (m_find->text().isEmpty()) {
        words.clear();
    } else if (m_search.count() == 0) {
        words = m_search.isRunning() ? tr("Searching") : tr("No results");
    } else {
        const QString count = locale().toString(m_search.count()) + (m_search.isRunning() ? u"+"_s : QString());
        const qint64 number = m_search.numberOf(m_editor.selectedBytes());
        words = number > 0 ? tr("%1 of %2").arg(locale().toString(number), count)
                           : tr("%n results", nullptr, int(m_search.count()));
        if (m_search.isRunning())
            words = count;
    }
    m_status->setText(words);
    m_marked = {-1, 0};
    drawn();
}

void EditorFindBar::show(query::TextExtent place)
{
    m_start = place.offset;
    m_editor.selectBytes(place);
    // Not beneath this bar.
    const int top = int(m_editor.SendScintilla(QsciScintilla::SCI_POINTYFROMPOSITION, 0UL, long(place.offset)));
    if (top < height())
        m_editor.SendScintilla(QsciScintilla::SCI_LINESCROLL, 0UL, -long(height() / m_editor.textHeight(0) + 1));
}

void EditorFindBar::replaceOne()
{
    const SearchPattern pattern = patternOf(query());
    const query::TextExtent selected = m_editor.selectedBytes();
    if (m_editor.isReadOnly() || !pattern.problem.isEmpty() || m_find->text().isEmpty())
        return;
    // As it is found, from the beginning of its line.
    const long line = m_editor.SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, long(selected.offset));
    const qint64 begin = m_editor.SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
    const qint64 size = m_editor.sizeInBytes();
    std::optional<QString> with;
    SearchStretches stretch(text(), pattern.expression, {begin, std::min(size, selected.offset + 1) - begin}, size);
    if (m_search.numberOf(selected) > 0 || selected.size > 0) {
        bool more = true;
        while (more) {
            more = stretch.next([&](query::TextExtent place, const QRegularExpressionMatch &match) {
                if (place == selected)
                    with = replacementOf(m_with->text(), m_regex->isChecked() ? &match : nullptr);
            });
        }
    }
    if (!with)
        return go(Way::Next);
    const QByteArray bytes = with->toUtf8();
    m_editor.replaceBytes(selected, bytes);
    m_start = selected.offset + bytes.size();
    m_editor.selectBytes({m_start, 0});
    m_wanted = Way::Next;
    m_again.start();
}

// What takes the place of the text from the first hit to the last; each of few is replaced for itself.
struct EditorFindBar::Replacing
{
    struct Change
    {
        query::TextExtent place;
        QByteArray with;
    };
    SearchStretches stretches;
    std::vector<Change> few;
    QByteArray fresh;
    qint64 begin = -1;
    qint64 at = 0; // read so far
    qint64 count = 0;
};

void EditorFindBar::replaceAll()
{
    const TextQuery asked = query();
    const SearchPattern pattern = patternOf(asked);
    if (m_editor.isReadOnly() || asked.text.isEmpty() || !pattern.problem.isEmpty())
        return;
    const query::TextExtent all = asked.within.value_or(query::TextExtent{0, m_editor.sizeInBytes()});
    const auto work =
        std::make_shared<Replacing>(Replacing{SearchStretches(text(), pattern.expression, all, all.offset + all.size)});
    m_replacing.next();
    const auto take = [this, work, with = m_with->text(),
                       isRegex = asked.isRegex](query::TextExtent place, const QRegularExpressionMatch &match) {
        const QByteArray bytes = replacementOf(with, isRegex ? &match : nullptr).toUtf8();
        if (work->begin < 0)
            work->begin = work->at = place.offset;
        work->fresh += ui::bytesOf(m_editor, work->at, place.offset - work->at);
        work->fresh += bytes;
        work->at = place.offset + place.size;
        if (++work->count <= qint64(oneByOne))
            work->few.push_back({place, bytes});
    };
    inTurns(
        this,
        [work, take, question = m_replacing.question()] { return question.isWanted() && work->stretches.next(take); },
        [this, work, question = m_replacing.question()] {
            if (question.isWanted())
                replaced(*work);
            else
                m_status->setText(tr("Nothing is replaced: the text has changed meanwhile"));
        });
}

void EditorFindBar::replaced(const Replacing &work)
{
    m_isReplacing = true;
    m_editor.SendScintilla(QsciScintilla::SCI_BEGINUNDOACTION);
    if (work.count <= qint64(oneByOne)) {
        // So that cursors and marks stay at their text.
        for (const Replacing::Change &change : work.few | std::views::reverse)
            m_editor.replaceBytes(change.place, change.with);
    } else {
        m_editor.replaceBytes({work.begin, work.at - work.begin}, work.fresh);
    }
    m_editor.SendScintilla(QsciScintilla::SCI_ENDUNDOACTION);
    m_isReplacing = false;
    searchAgain();
    m_status->setText(tr("%n replaced", nullptr, int(work.count)));
}

void EditorFindBar::edited(qint64 offset, qint64 removed, qint64 inserted)
{
    if (isHidden())
        return;
    if (m_within) {
        const qint64 end = m_within->offset + m_within->size;
        if (offset + removed <= m_within->offset && !(removed == 0 && offset == m_within->offset))
            m_within->offset += inserted - removed;
        else if (offset <= end)
            m_within->size = std::max<qint64>(0, m_within->size + inserted - removed);
    }
    m_search.stop();
    m_replacing.drop();
    if (!m_isReplacing)
        m_again.start();
}

void EditorFindBar::clearMarks()
{
    m_editor.SendScintilla(QsciScintilla::SCI_SETINDICATORCURRENT, static_cast<unsigned long>(hitIndicator));
    m_editor.SendScintilla(QsciScintilla::SCI_INDICATORCLEARRANGE, 0UL, long(m_editor.sizeInBytes()));
}

// The hits that are seen are marked.
void EditorFindBar::drawn()
{
    if (isHidden())
        return;
    const query::TextExtent seen = m_editor.visibleBytes();
    if (seen == m_marked)
        return;
    m_marked = seen;
    clearMarks();
    constexpr std::size_t most = 2'000;
    std::vector<query::TextExtent> hits = m_search.hitsIn(seen);
    hits.resize(std::min(hits.size(), most));
    for (const query::TextExtent &hit : hits)
        m_editor.SendScintilla(
            QsciScintilla::SCI_INDICATORFILLRANGE, static_cast<unsigned long>(hit.offset), long(hit.size));
}

void EditorFindBar::dress()
{
    m_editor.setIndicatorForegroundColor(color(Tone::Edited, m_editor.palette()), hitIndicator);
    m_editor.SendScintilla(QsciScintilla::SCI_INDICSETALPHA, static_cast<unsigned long>(hitIndicator), 60L);
}

void EditorFindBar::place()
{
    const int room =
        m_editor.width() - (m_editor.verticalScrollBar()->isVisible() ? m_editor.verticalScrollBar()->width() : 0);
    const int width = std::min(zoomed(usualBarWidth), room);
    resize(width, sizeHint().height());
    move(room - width, 0);
}

void EditorFindBar::forget()
{
    m_search.stop();
    m_within.reset();
}

void EditorFindBar::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape)
        return close();
    if (isEnter && event->modifiers() == (Qt::ControlModifier | Qt::AltModifier))
        return replaceAll();
    if (isEnter && m_with->hasFocus() && event->modifiers() == Qt::NoModifier)
        return replaceOne();
    if ((isEnter && (event->modifiers() & Qt::ControlModifier) == 0) || event->key() == Qt::Key_F3)
        return go(event->modifiers().testFlag(Qt::ShiftModifier) ? Way::Previous : Way::Next);
    event->accept(); // nothing of it is for the text beneath
}

} // namespace howdah::ui
