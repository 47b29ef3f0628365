// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/draft.h"

#include "entity/labels.h"
#include "entity/tr.h"
#include "sql/quote.h"

#include <QMap>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::entity {

using catalog::Catalog;
using catalog::Column;
using catalog::Constraint;
using catalog::ConstraintKind;
using catalog::Oid;
using catalog::Relation;

namespace {

constexpr qsizetype MostFirstColumns = 7;
constexpr qsizetype MostFoundBy = 5;

// As YAML takes any text.
QString quoted(const QString &text)
{
    QString inner = text;
    return u'\'' + inner.replace(u'\'', u"''"_s).replace(u'\n', u' ') + u'\'';
}

QString listOf(const QStringList &texts)
{
    QStringList all;
    for (const QString &text : texts)
        all << quoted(text);
    return u'[' + all.join(u", "_s) + u']';
}

// "OrderItems" and "order items" as "order_items".
QString idOf(const QString &name)
{
    QString id;
    for (const QChar c : name) {
        const bool isPlain = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        if (c >= u'A' && c <= u'Z') {
            if (!id.isEmpty() && !id.endsWith(u'_'))
                id += u'_';
            id += c.toLower();
        } else {
            id += isPlain ? c : u'_';
        }
    }
    return id.isEmpty() || !(id[0] >= u'a' && id[0] <= u'z') ? u"t_"_s + id : id;
}

QString wordsOf(const QString &name) { return idOf(name).replace(u'_', u' ').simplified(); }

QString singularOf(const QString &name)
{
    const QString words = wordsOf(name);
    if (words.endsWith("ies"_L1) && words.size() > 4)
        return words.chopped(3) + u'y';
    if (words.endsWith("sses"_L1) || words.endsWith("xes"_L1))
        return words.chopped(2);
    return words.endsWith(u's') && !words.endsWith("ss"_L1) && !words.endsWith("us"_L1) ? words.chopped(1) : words;
}

QString textOf(const QString &column)
{
    // sqlnames: it stands in the file that is written
    return sql::quoteIdentifier(column) + u"::text"_s;
}

bool isTable(const Relation &relation)
{
    return (relation.kind == catalog::RelationKind::Table || relation.kind == catalog::RelationKind::PartitionedTable)
        && !relation.isPartition && !relation.isInternal();
}

bool matches(const QString &name, const char *pattern)
{
    return QRegularExpression(QString::fromLatin1(pattern)).match(idOf(name)).hasMatch();
}

// How a state is probably meant.
QString toneOfWord(const QString &state)
{
    static const QList<std::pair<const char *, const char *>> meanings{
        {"active", "^(active|enabled|running|in_progress|processing|busy|started|deploying)$"},
        {"good",
         "^(done|ok|completed?|succe\\w+|approved|verified|published|delivered|healthy|paid|deployed|resolved)$"},
        {"waiting", "^(new|pending|queued|waiting\\w*|scheduled|invited|submitted|in_review|open|draft)$"},
        {"warning", "^(paused|suspended|blocked|degraded|escalated|warning|on_hold|rolled_back)$"},
        {"bad", "^(failed|failure|errors?|rejected|dead_letter|unhealthy|timed_out|refused)$"},
        {"muted",
         "^(closed|cancelled|canceled|archived|retired|expired|deactivated|disabled|deleted|deprecated|removed)$"}};
    for (const auto &[tone, pattern] : meanings) {
        if (matches(state, pattern))
            return QString::fromLatin1(tone);
    }
    return u"neutral"_s;
}

// Writes the model of one schema.
class Draft final
{
public:
    Draft(const Catalog &catalog, const QString &schema)
        : m_catalog(catalog)
        , m_schema(schema)
    {
        for (const Relation &relation : catalog.relationsIn(schema)) {
            if (isTable(relation) && !isPairs(relation.oid))
                m_tables << &relation;
        }
        nameAll();
    }

    QByteArray write()
    {
        if (m_tables.isEmpty())
            return {};
        line(0, u"# "_s + tr("A draft made from the catalog: put right what it has guessed."));
        line(0, u"title: "_s + quoted(m_catalog.database));
        line(0, u"tables: "_s + listOf(foundBy()));
        writeGroups();
        line(0, u"entities:"_s);
        for (const Relation *table : m_tables)
            writeEntity(*table);
        return m_text.toUtf8();
    }

private:
    void line(int indent, const QString &text) { m_text += QString(qsizetype(indent) * 2, u' ') + text + u'\n'; }

    QList<const Constraint *> referencesOf(Oid relation) const
    {
        QList<const Constraint *> all;
        for (const Constraint &one : m_catalog.constraintsOf(relation)) {
            if (one.kind == ConstraintKind::ForeignKey && m_catalog.relation(one.referencedRelation))
                all << &one;
        }
        return all;
    }

    // A table that only ties two others: two foreign keys, and no column besides.
    [[nodiscard]] bool isPairs(Oid relation) const
    {
        const auto references = referencesOf(relation);
        if (references.size() != 2)
            return false;
        const auto columns = m_catalog.columnsOf(relation);
        return std::ranges::all_of(columns, [&](const Column &column) {
            return references[0]->columns.contains(column.number) || references[1]->columns.contains(column.number);
        });
    }

    void nameAll()
    {
        QMap<QString, int> prefixes;
        for (const Relation *table : m_tables)
            ++prefixes[idOf(table->name).section(u'_', 0, 0)];
        for (const Relation *table : m_tables) {
            QString id = idOf(singularOf(table->name));
            while (m_ids.values().contains(id))
                id += u'_';
            m_ids.insert(table->oid, id);
            const QString prefix = idOf(table->name).section(u'_', 0, 0);
            m_groups.insert(table->oid, prefixes.value(prefix) > 1 ? prefix : QString());
        }
        // What stands alone belongs to what it refers to.
        for (const Relation *table : m_tables) {
            for (const Constraint *reference : referencesOf(table->oid)) {
                const QString group = m_groups.value(reference->referencedRelation);
                if (m_groups.value(table->oid).isEmpty() && !group.isEmpty())
                    m_groups[table->oid] = group;
            }
            if (m_groups.value(table->oid).isEmpty())
                m_groups[table->oid] = u"other"_s;
        }
    }

    // Those that most others refer to tell the platform from others.
    [[nodiscard]] QStringList foundBy() const
    {
        QList<const Relation *> tables = m_tables;
        std::ranges::stable_sort(tables, std::greater(), [this](const Relation *table) {
            return m_catalog.referencesTo(table->oid).size();
        });
        QStringList names;
        for (const Relation *table : tables.first(std::min(MostFoundBy, tables.size())))
            names << table->name;
        return names;
    }

    void writeGroups()
    {
        line(0, u"groups:"_s);
        QStringList written;
        for (const Relation *table : m_tables) {
            const QString group = m_groups.value(table->oid);
            if (written.contains(group))
                continue;
            written << group;
            QString title = wordsOf(group);
            title[0] = title[0].toUpper();
            line(1, u"- {id: "_s + idOf(group) + u", title: "_s + quoted(title) + u'}');
        }
    }

    void writeEntity(const Relation &table)
    {
        line(1, u"- id: "_s + m_ids.value(table.oid));
        line(2, u"table: "_s + quoted(table.name));
        line(2, u"group: "_s + idOf(m_groups.value(table.oid)));
        line(2, u"singular: "_s + quoted(singularOf(table.name)));
        line(2, u"plural: "_s + quoted(wordsOf(table.name)));
        line(2, u"label: "_s + quoted(labelOf(table.oid)));
        writeState(table.oid);
        writeColumns(table.oid);
        writeRelations(table.oid);
    }

    [[nodiscard]] QString labelOf(Oid relation) const
    {
        const QString unique = guessedLabelColumn(m_catalog, relation);
        if (!unique.isEmpty())
            return sql::quoteIdentifier(unique);
        for (const char *pattern :
             {"^(name|title|label|subject|full_name|display_name)$", "(name|title)$", "^(email|code|key)$"}) {
            for (const Column &column : m_catalog.columnsOf(relation)) {
                if (column.typeCategory == 'S' && matches(column.name, pattern))
                    return sql::quoteIdentifier(column.name);
            }
        }
        QStringList parts;
        if (const Constraint *key = m_catalog.primaryKey(relation)) {
            for (const qint16 number : key->columns) {
                if (const Column *column = m_catalog.column(relation, number))
                    parts << textOf(column->name);
            }
        }
        const auto columns = m_catalog.columnsOf(relation);
        if (parts.isEmpty() && !columns.empty())
            parts << textOf(columns.front().name);
        return parts.size() > 1 ? u"concat_ws(' ', "_s + parts.join(u", "_s) + u')' : parts.value(0);
    }

    void writeState(Oid relation)
    {
        for (const Column &column : m_catalog.columnsOf(relation)) {
            if (!matches(column.name, "(^|_)(status|state)$"))
                continue;
            QMap<QString, QStringList> tones;
            if (const catalog::Type *type = m_catalog.type(column.typeOid)) {
                for (const QString &label : type->labels)
                    tones[toneOfWord(label)] << label;
            }
            QString text = u"state: {column: "_s + quoted(column.name);
            for (auto it = tones.begin(); it != tones.end(); ++it)
                text += u", "_s + it.key() + u": "_s + listOf(it.value());
            line(2, text + u'}');
            return;
        }
    }

    [[nodiscard]] QStringList named(Oid relation, const std::function<bool(const Column &)> &wanted) const
    {
        QStringList names;
        for (const Column &column : m_catalog.columnsOf(relation)) {
            if (wanted(column))
                names << column.name;
        }
        return names;
    }

    void writeColumns(Oid relation)
    {
        const auto isTime = [](const Column &column) { return column.type.startsWith("timestamp"_L1); };
        const auto isSecret = [](const Column &column) {
            return matches(column.name, "(password|passwd|secret|token_hash|api_key|private_key)");
        };
        const auto isJson = [](const Column &column) { return column.type == "jsonb"_L1 || column.type == "json"_L1; };
        QStringList times = named(relation, [&](const Column &column) {
            return isTime(column) && matches(column.name, "^(created|occurred|started|creation|inserted|requested)");
        });
        times += named(relation, isTime);
        if (!times.isEmpty())
            line(2, u"time: "_s + quoted(times.front()));
        const QStringList first = named(relation, [&](const Column &column) {
            const bool isPlain = column.typeCategory != 'A' && column.type != "text"_L1 && column.type != "uuid"_L1;
            return !isJson(column) && !isSecret(column) && (isPlain || matches(column.name, "(name|title|email)$"));
        });
        if (!first.isEmpty())
            line(2, u"columns: "_s + listOf(first.first(std::min(MostFirstColumns, first.size()))));
        const QStringList texts = named(relation, [](const Column &column) {
            return column.type == "text"_L1
                && matches(
                       column.name, "(description|content|body|text|prompt|message|summary|notes?|reason|comment)$");
        });
        if (!texts.isEmpty())
            line(2, u"long: "_s + listOf(texts));
        QStringList shapes;
        for (const QString &name : named(relation, isJson))
            shapes << quoted(name) + u": any"_s;
        if (!shapes.isEmpty())
            line(2, u"json: {"_s + shapes.join(u", "_s) + u'}');
        const QStringList secrets = named(relation, isSecret);
        if (!secrets.isEmpty())
            line(2, u"sensitive: "_s + listOf(secrets));
        writeKept(relation);
    }

    // Where no trigger may do it.
    void writeKept(Oid relation)
    {
        if (!m_catalog.triggersOf(relation).empty())
            return;
        for (const Column &column : m_catalog.columnsOf(relation)) {
            if (!matches(column.name, "^(updated?_(at|date|on|time)|modified_(at|on)|last_modified)$"))
                continue;
            const bool hasZone = column.type.endsWith("with time zone"_L1);
            if (column.type.startsWith("timestamp"_L1))
                line(
                    2, u"kept: {"_s + quoted(column.name) + u": "_s
                           + quoted(hasZone ? u"now()"_s : u"now() AT TIME ZONE 'UTC'"_s) + u'}');
            return;
        }
    }

    [[nodiscard]] QStringList namesOf(Oid relation, const QList<qint16> &numbers) const
    {
        QStringList names;
        for (const qint16 number : numbers) {
            if (const Column *column = m_catalog.column(relation, number))
                names << column->name;
        }
        return names;
    }

    // The columns of a reference; one that finds the row alone stands for all.
    struct Ends
    {
        QStringList columns;
        QStringList key;
    };
    [[nodiscard]] Ends endsOf(const Constraint &reference) const
    {
        Ends ends{
            namesOf(reference.relation, reference.columns),
            namesOf(reference.referencedRelation, reference.referencedColumns)};
        const Constraint *primary = m_catalog.primaryKey(reference.referencedRelation);
        for (qsizetype i = 0; primary && primary->columns.size() == 1 && i < reference.referencedColumns.size(); ++i) {
            if (reference.referencedColumns[i] == primary->columns[0] && i < ends.columns.size())
                return {{ends.columns[i]}, {}};
        }
        return ends;
    }

    void relation(const QString &name, const QString &kind, Oid other, const Ends &ends, const QString &more = {})
    {
        QString id = idOf(name);
        while (m_used.contains(id))
            id += u'_';
        m_used << id;
        QString text = u"- {id: "_s + id + u", title: "_s + quoted(wordsOf(name)) + u", kind: "_s + kind
                     + u", entity: "_s + m_ids.value(other) + u", columns: "_s + listOf(ends.columns);
        if (!ends.key.isEmpty())
            text += u", key: "_s + listOf(ends.key);
        m_relations << text + more + u'}';
    }

    void writeRelations(Oid table)
    {
        m_used.clear();
        m_relations.clear();
        for (const Constraint *reference : referencesOf(table)) {
            const Ends ends = endsOf(*reference);
            QString name = ends.columns.value(ends.columns.size() - 1);
            name.remove(QRegularExpression(u"(_id|Id)$"_s));
            if (m_ids.contains(reference->referencedRelation))
                relation(name, u"parent"_s, reference->referencedRelation, ends);
        }
        for (const Constraint *reference : m_catalog.referencesTo(table)) {
            const Relation *from = m_catalog.relation(reference->relation);
            if (!from || from->schema != m_schema || from->isPartition)
                continue;
            if (m_ids.contains(from->oid))
                relation(from->name, u"children"_s, from->oid, endsOf(*reference));
            else if (isPairs(from->oid))
                through(*reference);
        }
        if (m_relations.isEmpty())
            return;
        line(2, u"relations:"_s);
        for (const QString &one : m_relations)
            line(3, one);
    }

    // To the table that the other key of the pairs refers to.
    void through(const Constraint &own)
    {
        const auto references = referencesOf(own.relation);
        const Constraint *other = references[0]->oid == own.oid ? references[1] : references[0];
        const Relation *to = m_catalog.relation(other->referencedRelation);
        if (to && m_ids.contains(to->oid))
            relation(
                to->name, u"through"_s, to->oid, endsOf(own),
                u", through: "_s + quoted(m_catalog.relation(own.relation)->name) + u", others: "_s
                    + listOf(endsOf(*other).columns));
    }

    const Catalog &m_catalog;
    const QString m_schema;
    QList<const Relation *> m_tables;
    QHash<Oid, QString> m_ids;
    QHash<Oid, QString> m_groups;
    QStringList m_used; // of the entity that is being written
    QStringList m_relations;
    QString m_text;
};

} // namespace

QByteArray draftModel(const Catalog &catalog, const QString &schema) { return Draft(catalog, schema).write(); }

QString schemaToDescribe(const Catalog &catalog)
{
    QString best;
    qsizetype most = 0;
    for (const catalog::Schema &schema : catalog.schemas) {
        if (schema.name == "howdah"_L1 || !schema.extension.isEmpty())
            continue;
        const auto relations = catalog.relationsIn(schema.name);
        const qsizetype tables = std::ranges::count_if(relations, isTable);
        if (tables > most) {
            best = schema.name;
            most = tables;
        }
    }
    return best;
}

} // namespace howdah::entity
