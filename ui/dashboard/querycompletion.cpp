// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/querycompletion.h"

#include "catalog/identifier.h"
#include "common/code/sqlview.h"
#include "metrics/panelcolumns.h"

#include <QKeyEvent>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr qsizetype MostOffers = 200;

// As it has to be written; nothing for a name that would break the list of offers.
QString written(const QString &name)
{
    const bool isPlain = std::ranges::all_of(name, [](QChar c) { return c.isPrint(); });
    return isPlain ? catalog::quoteIfNeeded(name) : QString();
}

// The name itself, of what stands in a query.
QString unquoted(QString name)
{
    if (!name.startsWith(u'"'))
        return name.toLower();
    return name.sliced(1).chopped(1).replace(u"\"\""_s, u"\""_s);
}

bool isWord(QChar c) { return c.isLetterOrNumber() || c == u'_'; }

// Keywords and the functions that dashboards are made of; PostgreSQL's own.
const QStringList &commonWords()
{
    static const QStringList words{
        u"SELECT"_s,
        u"FROM"_s,
        u"WHERE"_s,
        u"GROUP BY"_s,
        u"ORDER BY"_s,
        u"HAVING"_s,
        u"LIMIT"_s,
        u"JOIN"_s,
        u"LEFT JOIN"_s,
        u"ON"_s,
        u"AS"_s,
        u"AND"_s,
        u"OR"_s,
        u"NOT"_s,
        u"IS NULL"_s,
        u"IS NOT NULL"_s,
        u"IN"_s,
        u"BETWEEN"_s,
        u"CASE WHEN"_s,
        u"THEN"_s,
        u"ELSE"_s,
        u"END"_s,
        u"DISTINCT"_s,
        u"FILTER (WHERE "_s,
        u"WITHIN GROUP (ORDER BY "_s,
        u"OVER ("_s,
        u"DESC"_s,
        u"WITH"_s,
        u"UNION ALL"_s,
        u"count(*)"_s,
        u"count("_s,
        u"sum("_s,
        u"avg("_s,
        u"min("_s,
        u"max("_s,
        u"stddev_samp("_s,
        u"coalesce("_s,
        u"nullif("_s,
        u"percentile_disc("_s,
        u"percentile_cont("_s,
        u"date_trunc("_s,
        u"extract("_s,
        u"now()"_s,
        u"round("_s,
        u"greatest("_s,
        u"least("_s};
    return words;
}

QStringList namesOf(const QueryVocabulary &vocabulary)
{
    QStringList names{u":from"_s,  u":to"_s,    u":zone"_s,   u":bucket("_s,   u":current("_s,   u":sample("_s,
                      u":scale"_s, u":until"_s, u":named("_s, u":rank_low("_s, u":rank_high("_s, u":clustered("_s};
    if (vocabulary.dashboard) {
        for (const metrics::FilterDefinition &filter : vocabulary.dashboard->filters)
            names << u':' + filter.name + u'(';
        for (const metrics::VariableDefinition &variable : vocabulary.dashboard->variables)
            names << u':' + variable.name;
    }
    return names;
}

const QList<catalog::Relation> &relationsOf(const QueryVocabulary &vocabulary)
{
    static const QList<catalog::Relation> none;
    return vocabulary.catalog ? vocabulary.catalog->relations : none;
}

// Of any schema; with its schema only where it is named so.
std::vector<const catalog::Relation *>
relationsNamed(const QueryVocabulary &vocabulary, const QString &schema, const QString &name)
{
    std::vector<const catalog::Relation *> found;
    for (const catalog::Relation &relation : relationsOf(vocabulary)) {
        if (relation.name == name && (schema.isEmpty() || relation.schema == schema))
            found.push_back(&relation);
    }
    return found;
}

QStringList columnsOf(const QueryVocabulary &vocabulary, const std::vector<const catalog::Relation *> &relations)
{
    QStringList columns;
    for (const catalog::Relation *relation : relations) {
        for (const catalog::Column &column : vocabulary.catalog->columnsOf(relation->oid))
            columns << written(column.name);
    }
    return columns;
}

struct Source
{
    QString schema;
    QString relation;
    QString alias; // or the name itself
};

std::vector<Source> sourcesOf(const QString &sql)
{
    static const QRegularExpression form(
        uR"((?:\bfrom|\bjoin|,)\s+(?::sample\(\s*)?(?:(\w+|"(?:[^"]|"")+")\.)?(\w+|"(?:[^"]|"")+")(?:\s*\))?(?:\s+(?:as\s+)?(?!where\b|on\b|join\b|left\b|group\b|order\b|limit\b|inner\b|using\b)(\w+))?)"_s,
        QRegularExpression::CaseInsensitiveOption);
    std::vector<Source> sources;
    for (auto at = form.globalMatch(sql); at.hasNext();) {
        const QRegularExpressionMatch match = at.next();
        const QString alias = match.captured(3);
        const QString relation = unquoted(match.captured(2));
        sources.push_back({unquoted(match.captured(1)), relation, alias.isEmpty() ? relation : alias.toLower()});
    }
    return sources;
}

// Within a string, a quoted name or a comment nothing is offered.
bool isText(const QString &before)
{
    QChar quote;
    for (qsizetype i = 0; i < before.size(); ++i) {
        if (quote == u'-' && before[i] == u'\n')
            quote = {};
        else if (quote.isNull() && before.sliced(i).startsWith("--"_L1))
            quote = u'-';
        else if (quote.isNull() && (before[i] == u'\'' || before[i] == u'"'))
            quote = before[i];
        else if (!quote.isNull() && before[i] == quote)
            quote = quote == u'-' ? quote : QChar();
    }
    return !quote.isNull();
}

QStringList relationNames(const QueryVocabulary &vocabulary, const QString &schema)
{
    QStringList names;
    for (const catalog::Relation &relation : relationsOf(vocabulary)) {
        if (schema.isEmpty() || relation.schema == schema)
            names << written(relation.name);
    }
    return names;
}

// Behind "name.": a schema, a relation, or an alias.
QStringList partsOf(const QString &name, const QString &sql, const QueryVocabulary &vocabulary)
{
    QStringList parts = relationNames(vocabulary, name);
    if (name.isEmpty())
        return {};
    for (const Source &source : sourcesOf(sql)) {
        if (source.alias == name.toLower())
            parts += columnsOf(vocabulary, relationsNamed(vocabulary, source.schema, source.relation));
    }
    return parts;
}

} // namespace

QueryOffers offersAt(const QString &sql, qsizetype place, const QueryVocabulary &vocabulary)
{
    const QString before = sql.first(std::clamp<qsizetype>(place, 0, sql.size()));
    if (isText(before))
        return {};
    qsizetype from = before.size();
    while (from > 0 && isWord(before[from - 1]))
        --from;
    QueryOffers offers;
    static const QRegularExpression behindFrom(
        uR"((\bfrom|\bjoin|:sample\(|:named\()\s*$)"_s, QRegularExpression::CaseInsensitiveOption);
    const bool isCast = from > 1 && before[from - 1] == u':' && before[from - 2] == u':';
    QStringList words;
    if (isCast)
        return {};
    if (from > 0 && before[from - 1] == u':') {
        words = namesOf(vocabulary);
        --from;
    } else if (from > 0 && before[from - 1] == u'.') {
        qsizetype begin = from - 1;
        while (begin > 0 && isWord(before[begin - 1]))
            --begin;
        words = partsOf(before.mid(begin, from - 1 - begin), sql, vocabulary);
    } else if (behindFrom.match(before.first(from)).hasMatch()) {
        words = relationNames(vocabulary, {});
        if (vocabulary.catalog) {
            for (const catalog::Schema &schema : vocabulary.catalog->schemas)
                words << written(schema.name) + u'.';
        }
    } else {
        for (const Source &source : sourcesOf(sql))
            words += columnsOf(vocabulary, relationsNamed(vocabulary, source.schema, source.relation));
        for (int column = 0; column < metrics::PanelColumnCount; ++column)
            words << metrics::columnName(metrics::PanelColumn(column));
        words += commonWords();
    }
    offers.typed = before.sliced(from);
    for (const QString &word : words) {
        // A quoted name is found by its letters.
        const QStringView letters = word.startsWith(u'"') ? QStringView(word).sliced(1) : QStringView(word);
        if (!word.isEmpty() && letters.startsWith(offers.typed, Qt::CaseInsensitive) && word != offers.typed
            && !offers.words.contains(word) && offers.words.size() < MostOffers)
            offers.words << word;
    }
    return offers;
}

QueryCompletion::QueryCompletion(SqlView *text)
    : QObject(text)
    , m_text(text)
{
    constexpr unsigned long PerformSort = 1;
    m_text->SendScintilla(QsciScintillaBase::SCI_AUTOCSETSEPARATOR, static_cast<unsigned long>('\n'));
    m_text->SendScintilla(QsciScintillaBase::SCI_AUTOCSETIGNORECASE, 1UL);
    m_text->SendScintilla(QsciScintillaBase::SCI_AUTOCSETORDER, PerformSort);
    m_text->installEventFilter(this);
    connect(m_text, &QsciScintillaBase::SCN_CHARADDED, this, [this](int character) {
        // A letter may begin a word; a blank behind FROM does, too.
        const QChar typed(static_cast<char16_t>(character));
        if (isWord(typed) || typed == u':' || typed == u'.')
            offer();
    });
}

QStringList QueryCompletion::shown() const
{
    return m_text->SendScintilla(QsciScintillaBase::SCI_AUTOCACTIVE) != 0 ? m_words : QStringList();
}

void QueryCompletion::offer()
{
    int line = 0;
    int column = 0;
    m_text->getCursorPosition(&line, &column);
    const QString sql = m_text->text();
    const qsizetype place = QString::fromUtf8(sql.toUtf8().first(m_text->positionFromLineIndex(line, column))).size();
    const QueryOffers offers = offersAt(sql, place, m_vocabulary);
    m_words = offers.words;
    if (m_words.isEmpty()) {
        m_text->SendScintilla(QsciScintillaBase::SCI_AUTOCCANCEL);
        return;
    }
    const QByteArray list = m_words.join(u'\n').toUtf8();
    m_text->SendScintilla(
        QsciScintillaBase::SCI_AUTOCSHOW, static_cast<unsigned long>(offers.typed.toUtf8().size()), list.constData());
}

bool QueryCompletion::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::ControlModifier) {
            offer();
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace howdah::ui
