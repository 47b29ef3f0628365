// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/filter/conditionfield.h"

#include "sql/quote.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QRegularExpression>
#include <QStringListModel>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int MostOffers = 12;

// What conditions are made of; PostgreSQL's own.
static QStringList wordsOfConditions()
{
    return {
        u"AND"_s,
        u"OR"_s,
        u"NOT"_s,
        u"IN ("_s,
        u"IS NULL"_s,
        u"IS NOT NULL"_s,
        u"IS DISTINCT FROM"_s,
        u"BETWEEN"_s,
        u"LIKE"_s,
        u"ILIKE"_s,
        u"SIMILAR TO"_s,
        u"ANY ("_s,
        u"EXISTS ("_s,
        u"true"_s,
        u"false"_s,
        u"NULL"_s,
        u"CASE WHEN"_s,
        u"interval '"_s,
        u"current_date"_s,
        u"current_timestamp"_s,
        u"now()"_s,
        u"date_trunc("_s,
        u"date_part("_s,
        u"extract("_s,
        u"age("_s,
        u"to_date("_s,
        u"to_timestamp("_s,
        u"lower("_s,
        u"upper("_s,
        u"trim("_s,
        u"length("_s,
        u"substring("_s,
        u"position("_s,
        u"starts_with("_s,
        u"strpos("_s,
        u"split_part("_s,
        u"regexp_replace("_s,
        u"concat("_s,
        u"coalesce("_s,
        u"nullif("_s,
        u"greatest("_s,
        u"least("_s,
        u"abs("_s,
        u"round("_s,
        u"floor("_s,
        u"ceil("_s,
        u"mod("_s,
        u"array_length("_s,
        u"cardinality("_s,
        u"jsonb_typeof("_s,
        u"jsonb_array_length("_s,
        u"octet_length("_s,
        u"pg_column_size("_s};
}

// In quotes where SQL would read it otherwise.
static QString columnWord(const QString &name)
{
    static const QRegularExpression plain(u"^[a-z_][a-z0-9_]*$"_s);
    // Words of the grammar that are no names without quotes, as far as columns are called so.
    static const QStringList reserved{
        u"all"_s,   u"and"_s,     u"any"_s,    u"as"_s,    u"asc"_s,     u"case"_s,       u"check"_s,  u"column"_s,
        u"desc"_s,  u"default"_s, u"do"_s,     u"else"_s,  u"end"_s,     u"false"_s,      u"for"_s,    u"from"_s,
        u"grant"_s, u"group"_s,   u"having"_s, u"in"_s,    u"limit"_s,   u"not"_s,        u"null"_s,   u"offset"_s,
        u"on"_s,    u"only"_s,    u"or"_s,     u"order"_s, u"primary"_s, u"references"_s, u"select"_s, u"some"_s,
        u"table"_s, u"then"_s,    u"to"_s,     u"true"_s,  u"union"_s,   u"unique"_s,     u"user"_s,   u"using"_s,
        u"when"_s,  u"where"_s,   u"window"_s, u"with"_s};
    return plain.match(name).hasMatch() && !reserved.contains(name) ? name : sql::quoteIdentifier(name);
}

WordBefore wordBefore(const QString &condition, qsizetype place)
{
    const QString before = condition.left(place);
    bool inString = false;
    qsizetype quote = -1; // of an identifier that is not ended
    for (qsizetype i = 0; i < before.size(); ++i) {
        if (before[i] == u'\'' && quote < 0)
            inString = !inString;
        else if (before[i] == u'"' && !inString)
            quote = quote < 0 ? i : -1;
    }
    if (inString)
        return {place, {}};
    if (quote >= 0)
        return {quote, before.mid(quote)};
    qsizetype from = before.size();
    while (from > 0 && (before[from - 1].isLetterOrNumber() || before[from - 1] == u'_'))
        --from;
    // A number is no word, and what stands behind a point or a cast is of something else.
    const bool isOther = from < before.size() && before[from].isDigit();
    const bool isPart = from > 0 && (before[from - 1] == u'.' || before[from - 1] == u':');
    return isOther || isPart ? WordBefore{place, {}} : WordBefore{from, before.mid(from)};
}

ConditionField::ConditionField(QWidget *parent)
    : QLineEdit(parent)
    , m_words(new QStringListModel(this))
    , m_completer(new QCompleter(m_words, this))
{
    m_completer->setWidget(this);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    m_completer->setMaxVisibleItems(MostOffers);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &ConditionField::take);
    connect(this, &QLineEdit::textEdited, this, &ConditionField::offer);
    setShape({});
}

void ConditionField::setShape(const data::RelationShape &shape)
{
    QStringList words;
    for (const data::ColumnShape &column : shape.columns)
        words << columnWord(column.name);
    m_words->setStringList(words + wordsOfConditions());
}

void ConditionField::offer()
{
    const WordBefore word = wordBefore(text(), cursorPosition());
    m_completer->setCompletionPrefix(word.text);
    // What is typed in full needs no offer.
    const bool isWhole = m_completer->completionCount() == 1
                      && m_completer->currentCompletion().compare(word.text, Qt::CaseInsensitive) == 0;
    if (word.text.isEmpty() || m_completer->completionCount() == 0 || isWhole || !hasFocus())
        return m_completer->popup()->hide();
    QRect place = cursorRect();
    place.setWidth(m_completer->popup()->sizeHintForColumn(0) + 24);
    m_completer->complete(place);
}

void ConditionField::take(const QString &word)
{
    const WordBefore before = wordBefore(text(), cursorPosition());
    setSelection(int(before.from), int(cursorPosition() - before.from));
    insert(word);
}

void ConditionField::keyPressEvent(QKeyEvent *event)
{
    QAbstractItemView *popup = m_completer->popup();
    if (popup->isVisible()) {
        const int key = event->key();
        const bool takes = key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Tab;
        if (key == Qt::Key_Escape || (takes && popup->currentIndex().isValid()))
            return event->ignore(); // the list's
        if (takes)
            popup->hide(); // nothing is chosen there: the condition is meant
    }
    QLineEdit::keyPressEvent(event);
}

void ConditionField::focusInEvent(QFocusEvent *event)
{
    QLineEdit::focusInEvent(event);
    m_completer->setWidget(this);
}

} // namespace howdah::ui
