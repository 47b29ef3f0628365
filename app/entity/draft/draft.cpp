// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/draft/draft.h"

#include "entity/draft/draftgroups.h"
#include "entity/draft/draftwords.h"
#include "entity/draft/drafttext.h"
#include "entity/labels.h"
#include "sql/quote.h"

#include <QMap>
#include <QRegularExpression>

#include <algorithm>
#include <functional>

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

bool isTime(const Column &column) { return column.type.startsWith("timestamp"_L1) || column.type == "date"_L1; }
bool isText(const Column &column) { return column.typeCategory == 'S'; }
bool isJson(const Column &column) { return column.type == "jsonb"_L1 || column.type == "json"_L1; }
bool isSecret(const Column &column)
{
    return isNamed(
        column.name,
        "(^|_)(password|passwd|passwort|passphrase|pwd|secret|token|token_hash|api_?key|access_key|private_"
        "key|signing_key|session_key|ssh_key|key_hash|salt|credentials?|totp|(recovery|backup)_codes?|ssn|pin|"
        "iban|card_number|cvv|cvc|otp)($|_)");
}

// How a state is probably meant.
QString toneOfWord(const QString &state)
{
    static const QList<std::pair<const char *, const char *>> meanings{
        {"active", "^(active|enabled|running|in_progress|processing|busy|started|deploying|current)$"},
        {"good", "^(done|ok|completed?|succe\\w+|approved|verified|published|delivered|healthy|paid|deployed|resolved|"
                 "shipped|won)$"},
        {"waiting",
         "^(new|pending|queued|waiting\\w*|scheduled|invited|submitted|in_review|open|draft|created|planned|unpaid)$"},
        {"warning", "^(paused|suspended|blocked|degraded|escalated|warning|on_hold|rolled_back|overdue|late)$"},
        {"bad", "^(failed|failure|errors?|rejected|dead_letter|unhealthy|timed_out|refused|lost|bounced)$"},
        {"muted", "^(closed|cancelled|canceled|archived|retired|expired|deactivated|disabled|inactive|deleted|"
                  "deprecated|removed|"
                  "returned|refunded)$"}};
    for (const auto &[tone, pattern] : meanings) {
        if (isNamed(state, pattern))
            return QString::fromLatin1(tone);
    }
    return u"neutral"_s;
}

// One that the catalog has, or that the name of a column suggests.
struct Reference
{
    Oid from = 0;
    Oid to = 0;
    QStringList columns;
    QStringList key; // of the other; empty: its primary key
    bool isGuess = false;
};

// Makes the draft of one schema.
class Drafter final
{
public:
    Drafter(const Catalog &catalog, const QString &schema)
        : m_catalog(catalog)
        , m_schema(schema)
    {
        for (const Relation &relation : catalog.relationsIn(schema)) {
            if (!isTable(relation))
                continue;
            (isPairs(relation.oid) ? m_pairs : m_tables) << &relation;
        }
        for (const Relation *table : m_tables) {
            QString id = idOf(singularOf(table->name));
            while (m_ids.values().contains(id))
                id += u'_';
            m_ids.insert(table->oid, id);
        }
        for (const Relation *table : m_tables)
            readReferences(table->oid);
        for (const Relation *pairs : m_pairs)
            readReferences(pairs->oid);
    }

    ModelDraft make()
    {
        ModelDraft draft;
        if (m_tables.isEmpty())
            return draft;
        draft.title = m_catalog.database;
        draft.tables = foundBy();
        const TableGroups groups = makeGroups();
        for (const QString &title : groups.titles) {
            QString id = idOf(title);
            while (std::ranges::find(draft.groups, id, &GroupDraft::id) != draft.groups.end())
                id += u'_';
            draft.groups.push_back({id, title});
        }
        for (qsizetype i = 0; i < m_tables.size(); ++i) {
            draft.entities.push_back(makeEntity(*m_tables[i]));
            draft.entities.back().group = draft.groups[size_t(groups.of[size_t(i)])].id;
        }
        return draft;
    }

private:
    [[nodiscard]] QList<const Constraint *> foreignKeysOf(Oid relation) const
    {
        QList<const Constraint *> all;
        for (const Constraint &one : m_catalog.constraintsOf(relation)) {
            if (one.kind == ConstraintKind::ForeignKey && m_catalog.relation(one.referencedRelation))
                all << &one;
        }
        return all;
    }

    // A table that only ties two others: two foreign keys, and beside them at most when it was.
    [[nodiscard]] bool isPairs(Oid relation) const
    {
        const auto keys = foreignKeysOf(relation);
        if (keys.size() != 2 || !m_catalog.referencesTo(relation).empty())
            return false;
        const auto columns = m_catalog.columnsOf(relation);
        return std::ranges::all_of(columns, [&](const Column &column) {
            return keys[0]->columns.contains(column.number) || keys[1]->columns.contains(column.number)
                || (isTime(column) && isNamed(column.name, "(updated?|modified|created|added|changed|inserted)"));
        });
    }

    void readReferences(Oid table)
    {
        QStringList known;
        for (const Constraint *key : foreignKeysOf(table)) {
            Reference one = endsOf(*key);
            known += namesOf(table, key->columns);
            m_references.push_back(std::move(one));
        }
        for (const Column &column : m_catalog.columnsOf(table)) {
            if (known.contains(column.name))
                continue;
            if (const auto guessed = guessedReference(table, column))
                m_references.push_back(*guessed);
        }
    }
    // "customer_id" without a foreign key, where customers have such a key.
    [[nodiscard]] std::optional<Reference> guessedReference(Oid table, const Column &column) const
    {
        static const QRegularExpression ending(u"_(id|uuid|key|no)$"_s);
        QString word = idOf(column.name);
        if (!word.contains(ending))
            return {};
        word.remove(ending);
        for (const Relation *other : m_tables) {
            const Constraint *key = m_catalog.primaryKey(other->oid);
            if (m_ids.value(other->oid) != word || !key || key->columns.size() != 1)
                continue;
            const Column *end = m_catalog.column(other->oid, key->columns[0]);
            const bool isOwnKey = other->oid == table && end && end->number == column.number;
            if (end && !isOwnKey && end->typeOid == column.typeOid)
                return Reference{table, other->oid, {column.name}, {}, true};
        }
        return {};
    }
    // One column that finds the row alone stands for all.
    [[nodiscard]] Reference endsOf(const Constraint &reference) const
    {
        Reference ends{
            reference.relation, reference.referencedRelation, namesOf(reference.relation, reference.columns),
            namesOf(reference.referencedRelation, reference.referencedColumns)};
        const Constraint *primary = m_catalog.primaryKey(reference.referencedRelation);
        for (qsizetype i = 0; primary && primary->columns.size() == 1 && i < reference.referencedColumns.size(); ++i) {
            if (reference.referencedColumns[i] == primary->columns[0] && i < ends.columns.size())
                return {ends.from, ends.to, {ends.columns[i]}, {}};
        }
        return ends;
    }

    [[nodiscard]] TableGroups makeGroups() const
    {
        QStringList names;
        QHash<Oid, int> places;
        for (const Relation *table : m_tables) {
            places.insert(table->oid, int(names.size()));
            names << table->name;
        }
        std::vector<TableTie> ties;
        for (const Reference &one : m_references) {
            if (places.contains(one.from) && places.contains(one.to))
                ties.push_back({places.value(one.from), places.value(one.to)});
        }
        for (const Relation *pairs : m_pairs) {
            const auto ends = referencesOf(pairs->oid);
            if (ends.size() == 2 && places.contains(ends[0]->to) && places.contains(ends[1]->to))
                ties.push_back({places.value(ends[0]->to), places.value(ends[1]->to), true});
        }
        return groupTables(names, ties);
    }

    // Those that most others refer to tell the platform from others.
    [[nodiscard]] QStringList foundBy() const
    {
        QList<const Relation *> tables = m_tables;
        std::ranges::stable_sort(tables, std::greater(), [this](const Relation *table) {
            return std::ranges::count(m_references, table->oid, &Reference::to);
        });
        QStringList names;
        for (const Relation *table : tables.first(std::min(MostFoundBy, tables.size())))
            names << table->name;
        return names;
    }

    EntityDraft makeEntity(const Relation &table)
    {
        EntityDraft entity{.id = m_ids.value(table.oid), .table = table.name};
        entity.singular = singularOf(table.name);
        entity.plural = pluralOf(table.name);
        m_labelled.clear();
        entity.label = labelOf(table);
        m_lines.clear();
        writeSubtitle(table.oid);
        writeState(table.oid);
        writeColumns(table.oid);
        entity.more = m_lines;
        addRelations(table.oid, entity);
        return entity;
    }

    [[nodiscard]] const Column *
    first(Oid relation, const char *pattern, bool (*isOfKind)(const Column &) = isText) const
    {
        for (const Column &column : m_catalog.columnsOf(relation)) {
            if (isOfKind(column) && !isSecret(column) && isNamed(column.name, pattern))
                return &column;
        }
        return nullptr;
    }
    QString labelled(const Column &column)
    {
        m_labelled << column.name;
        return sql::quoteIdentifier(column.name);
    }

    QString labelOf(const Relation &table)
    {
        const Oid relation = table.oid;
        // People first: the title of an employee is what they do.
        const Column *given = first(relation, "^(first|given|fore)_?name$");
        const Column *family = first(relation, "^(last|family|sur)_?name$");
        if (given && family)
            return u"concat_ws(' ', "_s + labelled(*given) + u", "_s + labelled(*family) + u')';
        if (const Column *unique = m_catalog.column(relation, guessedLabelColumn(m_catalog, relation));
            unique && !isSecret(*unique))
            return labelled(*unique);
        const QByteArray own = QRegularExpression::escape(m_ids.value(relation)).toLatin1();
        const QByteArray last = own.mid(own.lastIndexOf('_') + 1);
        const QList<QByteArray> patterns{
            "^(full|display|company|organi[sz]ation|user|screen)_?name$",
            "^(name|title|label|subject|headline|caption)$",

            "^" + own + "$",
            "^(" + own + "|" + last + ")_?(name|title|label)$",
            "^" + own + "_?(description|number|code|no)$",
            "^(email|e_mail|login|username|slug|code|number|reference|sku|key)$"};
        for (const QByteArray &pattern : patterns) {
            if (const Column *column = first(relation, pattern.constData()))
                return labelled(*column);
        }
        const Column *description = first(relation, "^description$");
        if (description && description->type.startsWith("character"_L1))
            return labelled(*description);
        return labelOfKey(relation);
    }
    QString labelOfKey(Oid relation)
    {
        QStringList parts;
        if (const Constraint *key = m_catalog.primaryKey(relation)) {
            for (const QString &name : namesOf(relation, key->columns)) {
                m_labelled << name;
                parts << textOf(name);
            }
        }
        const auto columns = m_catalog.columnsOf(relation);
        if (parts.isEmpty() && !columns.empty())
            parts << textOf(columns.front().name);
        return parts.size() > 1 ? u"concat_ws(' ', "_s + parts.join(u", "_s) + u')' : parts.value(0);
    }

    void writeSubtitle(Oid relation)
    {
        const Column *found = first(relation, "^(email|e_mail|email_address|slug|subtitle)$");
        if (found && !m_labelled.contains(found->name))
            m_lines << u"subtitle: "_s + yamlQuoted(sql::quoteIdentifier(found->name));
    }

    // The values that a column may have: of an enum, or as a check lists them.
    [[nodiscard]] QStringList valuesOf(Oid relation, const Column &column) const
    {
        if (const catalog::Type *type = m_catalog.type(column.typeOid); type && !type->labels.isEmpty())
            return type->labels;
        static const QRegularExpression literal(u"'((?:[^']|'')*)'"_s);
        for (const Constraint &one : m_catalog.constraintsOf(relation)) {
            if (one.kind != ConstraintKind::Check || one.columns != QList<qint16>{column.number}
                || !one.definition.contains(u"ANY"_s))
                continue;
            QStringList values;
            for (auto it = literal.globalMatch(one.definition); it.hasNext();)
                values << it.next().captured(1).replace(u"''"_s, u"'"_s);
            return values;
        }
        return {};
    }
    void writeState(Oid relation)
    {
        // Where people live, a state is a part of a country.
        const bool isAddress = first(relation, "(^|_)(city|country|zip|postal_code|postcode)");
        for (const Column &column : m_catalog.columnsOf(relation)) {
            const bool isState = isNamed(column.name, "(^|_)state$");
            const QStringList values = valuesOf(relation, column);
            if (!(isState || isNamed(column.name, "(^|_)status$")) || (isState && isAddress && values.isEmpty()))
                continue;
            QMap<QString, QStringList> tones;
            for (const QString &value : values)
                tones[toneOfWord(value)] << value;
            QString text = u"state: {column: "_s + yamlQuoted(column.name);
            for (auto it = tones.begin(); it != tones.end(); ++it)
                text += u", "_s + it.key() + u": "_s + yamlList(it.value());
            m_lines << text + u'}';
            m_labelled << column.name; // stands among the first
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

    [[nodiscard]] QString timeOf(Oid relation) const
    {
        const Column *found = first(
            relation, "^(created|creation|occurred|started|inserted|requested|ordered|issued|registered|received)",
            isTime);
        if (!found) {
            const QByteArray own = QRegularExpression::escape(m_ids.value(relation)).toLatin1();
            found = first(relation, ("^" + own + "_?(date|time|at|on)$").constData(), isTime);
        }
        const auto names = named(relation, [](const Column &column) {
            return isTime(column)
                && !isNamed(
                       column.name, "(birth|born|expir|until|valid|due|deleted|update|modified|changed|last_|end)");
        });
        if (!found && names.isEmpty())
            found = first(relation, "(update|modified|changed)", isTime);
        return found ? found->name : names.value(0);
    }

    void writeColumns(Oid relation)
    {
        if (const QString time = timeOf(relation); !time.isEmpty())
            m_lines << u"time: "_s + yamlQuoted(time);
        writeFirstColumns(relation);
        const QStringList texts = named(relation, [](const Column &column) {
            return column.type == "text"_L1
                && isNamed(
                       column.name, "(description|content|body|text|prompt|message|summary|notes?|reason|comments?)$");
        });
        if (!texts.isEmpty())
            m_lines << u"long: "_s + yamlList(texts);
        QStringList shapes;
        for (const QString &name : named(relation, isJson))
            shapes << yamlQuoted(name) + u": any"_s;
        if (!shapes.isEmpty())
            m_lines << u"json: {"_s + shapes.join(u", "_s) + u'}';
        const QStringList secrets = named(relation, isSecret);
        if (!secrets.isEmpty())
            m_lines << u"sensitive: "_s + yamlList(secrets);
        writeKept(relation);
    }
    // What it is called and how it is, then what it refers to, then the rest; no key that says nothing.
    void writeFirstColumns(Oid relation)
    {
        QStringList first = named(relation, [this](const Column &column) { return m_labelled.contains(column.name); });
        for (const Reference *one : referencesOf(relation)) {
            if (one->columns.size() == 1 && !first.contains(one->columns[0]))
                first << one->columns[0];
        }
        const Constraint *key = m_catalog.primaryKey(relation);
        const bool hasOwnKey = key && key->columns.size() == 1;
        const QStringList rest = named(relation, [&](const Column &column) {
            const bool isPlain = column.typeCategory != 'A' && column.type != "text"_L1 && column.type != "uuid"_L1
                              && column.type != "bytea"_L1 && column.type != "tsvector"_L1;
            const bool isKey = hasOwnKey && key->columns[0] == column.number;
            const bool isWritten = isTime(column) && isNamed(column.name, "(update|modified|changed)");
            return !first.contains(column.name) && !isJson(column) && !isSecret(column) && !isKey && !isWritten
                && (isPlain || isNamed(column.name, "(name|title|email)$"));
        });
        first += rest;
        if (!first.isEmpty())
            m_lines << u"columns: "_s + yamlList(first.first(std::min(MostFirstColumns, first.size())));
    }

    // Where no trigger may do it.
    void writeKept(Oid relation)
    {
        if (!m_catalog.triggersOf(relation).empty())
            return;
        for (const Column &column : m_catalog.columnsOf(relation)) {
            if (!isNamed(column.name, "^(updated?_(at|date|on|time)|modified_(at|on)|last_(modified|update|updated))$"))
                continue;
            const bool hasZone = column.type.endsWith("with time zone"_L1);
            if (column.type.startsWith("timestamp"_L1))
                m_lines << u"kept: {"_s + yamlQuoted(column.name) + u": "_s
                               + yamlQuoted(hasZone ? u"now()"_s : u"now() AT TIME ZONE 'UTC'"_s) + u'}';
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
    [[nodiscard]] QList<const Reference *> referencesOf(Oid table) const
    {
        QList<const Reference *> all;
        for (const Reference &one : m_references) {
            if (one.from == table)
                all << &one;
        }
        return all;
    }

    static void add(EntityDraft &entity, RelationDraft relation, const QString &name)
    {
        relation.id = idOf(name);
        while (std::ranges::find(entity.relations, relation.id, &RelationDraft::id) != entity.relations.end())
            relation.id += u'_';
        if (relation.title.isEmpty())
            relation.title = titleOf(wordsOf(name));
        entity.relations.push_back(std::move(relation));
    }
    // "manager" of "manager_id".
    static QString roleOf(const Reference &reference)
    {
        QString name = reference.columns.value(reference.columns.size() - 1);
        static const QRegularExpression ending(u"(_(id|uuid|key|no)|Id|ID|Uuid)$"_s);
        const QString role = QString(name).remove(ending);
        return role.isEmpty() ? name : role;
    }

    void addRelations(Oid table, EntityDraft &entity)
    {
        for (const Reference *one : referencesOf(table)) {
            if (m_ids.contains(one->to))
                add(entity,
                    {.kind = RelationKind::Parent,
                     .entity = m_ids.value(one->to),
                     .columns = one->columns,
                     .key = one->key,
                     .isGuess = one->isGuess},
                    roleOf(*one));
        }
        for (const Relation *from : m_tables)
            addChildren(table, *from, entity);
        for (const Relation *pairs : m_pairs)
            addThrough(table, *pairs, entity);
    }
    void addChildren(Oid table, const Relation &from, EntityDraft &entity)
    {
        QList<const Reference *> all;
        for (const Reference *one : referencesOf(from.oid)) {
            if (one->to == table)
                all << one;
        }
        for (const Reference *one : all) {
            // Where several columns refer here, or rows to rows of the same table, the column tells them apart.
            const bool isNamedByColumn = all.size() > 1 || from.oid == table;
            const QString role = wordsOf(roleOf(*one));
            const QString name = pluralOf(from.name);
            RelationDraft relation{
                .kind = RelationKind::Children,
                .entity = m_ids.value(from.oid),
                .columns = one->columns,
                .key = one->key,
                .isGuess = one->isGuess};
            if (isNamedByColumn)
                relation.title = titleOf(name) + u" ("_s + role + u')';
            add(entity, std::move(relation), isNamedByColumn ? name + u' ' + role : name);
        }
    }
    // To the table that the other key of the pairs refers to; both ends may be the same table.
    void addThrough(Oid table, const Relation &pairs, EntityDraft &entity)
    {
        const auto ends = referencesOf(pairs.oid);
        if (ends.size() != 2)
            return;
        const bool isOfOne = ends[0]->to == ends[1]->to;
        for (qsizetype own = 0; own < 2; ++own) {
            const Reference &other = *ends[1 - own];
            const Relation *to = m_catalog.relation(other.to);
            if (ends[own]->to != table || !to || !m_ids.contains(other.to))
                continue;
            add(entity,
                {.kind = RelationKind::Through,
                 .entity = m_ids.value(other.to),
                 .columns = ends[own]->columns,
                 .key = ends[own]->key,
                 .through = pairs.name,
                 .others = other.columns},
                isOfOne ? pluralOf(roleOf(other)) : pluralOf(to->name));
        }
    }

    const Catalog &m_catalog;
    const QString m_schema;
    QList<const Relation *> m_tables;
    QList<const Relation *> m_pairs;
    QHash<Oid, QString> m_ids;
    std::vector<Reference> m_references;
    // Of the entity that is being made.
    QStringList m_labelled;
    QStringList m_lines;
};

} // namespace

ModelDraft makeDraft(const Catalog &catalog, const QString &schema) { return Drafter(catalog, schema).make(); }

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
