// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The card of a record: of every entity of every pack, held against SQL, and as an operator goes through it.
#include "browse/browsepage.h"
#include "grid/gridview.h"
#include "browse/inspector/entitycard.h"
#include "browse/inspector/recordpanel.h"
#include "browse/inspector/trail.h"
#include "browse/rowspane.h"
#include "browse/tree/objecttree.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connection/audit/auditlog.h"
#include "connection/audit/auditreader.h"
#include "entity/actiondialog.h"
#include "entity/actionflow.h"
#include "entityui/packwindow.h"
#include "sql/quote.h"
#include "support/pgprograms.h"
#include "support/turnmeter.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using entity::RowValues;

class CardsTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    std::unique_ptr<howdah::test::PackDemo> m_uaip;

    // A row of the entity that has something of its relations, if there is one.
    static RowValues someRow(const howdah::test::PackDemo &demo, const entity::BoundEntity &entity)
    {
        QStringList columns;
        for (const QString &name : entity.key)
            columns << sql::quoteIdentifier(name) + u"::text"_s;
        const QString answer = demo.psql(u"SELECT concat_ws('\x1f', %1) FROM %2 ORDER BY 1 LIMIT 1"_s.arg(
            columns.join(u", "_s), sql::quoteQualified(entity.schema, entity.table())));
        RowValues key;
        const QStringList parts = answer.split(u'\x1f');
        for (qsizetype i = 0; i < entity.key.size() && !answer.isEmpty(); ++i)
            key.insert(entity.key[i], parts[i].toUtf8());
        return key;
    }
    static QString where(const QString &alias, const RowValues &key)
    {
        QStringList conditions;
        for (auto it = key.begin(); it != key.end(); ++it)
            conditions << alias + u'.' + sql::quoteIdentifier(it.key()) + u"::text = "_s
                              + sql::quoteLiteral(QString::fromUtf8(it.value().value_or(QByteArray())));
        return conditions.join(u" AND "_s);
    }
    // The same count as psql has it, written another way than the program does.
    static QString
    countSql(const entity::BoundEntity &entity, const entity::CardRelation &relation, const RowValues &key)
    {
        const entity::RelationDefinition &definition = *relation.relation;
        const bool isParent = definition.kind == entity::RelationKind::Parent;
        const bool isThrough = definition.kind == entity::RelationKind::Through;
        const QStringList own = isParent ? definition.columns : definition.key.isEmpty() ? entity.key : definition.key;
        const QStringList theirs = !isParent                ? definition.columns
                                 : definition.key.isEmpty() ? relation.other->key
                                                            : definition.key;
        QStringList ties;
        for (qsizetype i = 0; i < own.size(); ++i)
            ties << u"x."_s + sql::quoteIdentifier(theirs[i]) + u"::text = o."_s + sql::quoteIdentifier(own[i])
                        + u"::text"_s;
        // A pair without an other ties nothing.
        for (const QString &name : isThrough ? definition.others : QStringList())
            ties << u"x."_s + sql::quoteIdentifier(name) + u" IS NOT NULL"_s;
        const QString other =
            sql::quoteQualified(entity.schema, isThrough ? definition.through : relation.other->table());
        return u"(SELECT count(*) FROM %1 x WHERE EXISTS (SELECT FROM %2 o WHERE %3 AND %4))"_s.arg(
            other, sql::quoteQualified(entity.schema, entity.table()), where(u"o"_s, key), ties.join(u" AND "_s));
    }

    struct Shown
    {
        explicit Shown(ui::test::PackWindow &window)
            : page(window.services())
        {
            page.resize(1300, 800);
            page.show();
            page.activateWindow();
        }
        BrowsePage page;
        [[nodiscard]] RecordPanel *record() const { return page.record(); }
        [[nodiscard]] EntityCard *card() const { return record()->card(); }
        [[nodiscard]] QString label() const { return card()->findChild<QLabel *>(u"cardLabel"_s)->text(); }
        [[nodiscard]] bool isShown() const
        {
            return card()->isVisible() && card()->states()->state() == StateStack::State::Filled && !card()->isReading()
                && card()->card();
        }
        [[nodiscard]] int line(CardModel::Kind kind, const QString &title) const
        {
            const CardModel *model = card()->model();
            for (int row = 0; row < model->rowCount(); ++row) {
                const QModelIndex index = model->index(row);
                if (index.data(CardModel::KindRole).toInt() == int(kind)
                    && (title.isEmpty() || index.data(CardModel::TitleRole).toString() == title))
                    return row;
            }
            return -1;
        }
        void activate(int row) const
        {
            card()->view()->setFocus();
            card()->view()->setCurrentIndex(card()->model()->index(row));
            QTest::keyClick(card()->view(), Qt::Key_Return);
        }
    };
    static void open(Shown &shown, const QString &table, const QString &condition)
    {
        shown.page.openRows(u"public"_s, table, condition);
        QTRY_VERIFY(shown.page.rows()->model()->isOpen() && !shown.page.rows()->model()->isLoading());
        QTRY_COMPARE(shown.page.rows()->shape().name, table);
        QTRY_VERIFY(shown.page.rows()->model()->rowCount() > 0);
        shown.page.rows()->grid()->table()->setCurrentIndex(shown.page.rows()->model()->index(0, 0));
        QTRY_VERIFY(shown.isShown());
    }

private Q_SLOTS:
    void initTestCase() { m_uaip = std::make_unique<howdah::test::PackDemo>(m_server, u"uaip"_s); }
    void cleanupTestCase() { m_uaip.reset(); }

    void everyEntity_data()
    {
        QTest::addColumn<QString>("pack");
        for (const auto &pack : {u"uaip"_s, u"deepref"_s, u"orchestrator"_s, u"assistant"_s})
            QTest::newRow(qPrintable(pack)) << pack;
    }
    // Card, relations and counts as SQL has them.
    void everyEntity()
    {
        QFETCH(const QString, pack);
        if (pack == "orchestrator"_L1 && howdah::test::serverMajor() < 15)
            QSKIP("the pack needs PostgreSQL 15");
        std::unique_ptr<howdah::test::PackDemo> made;
        if (pack != "uaip"_L1)
            made = std::make_unique<howdah::test::PackDemo>(m_server, pack);
        const howdah::test::PackDemo &demo = made ? *made : *m_uaip;
        ui::test::PackWindow window(demo);
        QTRY_VERIFY(window.isReady());
        EntityCard card(window.services());
        card.resize(320, 700);
        card.show();
        const QAbstractItemModelTester tester(card.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        int entities = 0;
        int relations = 0;
        int related = 0;
        for (const entity::BoundModel &model : window.entities()->models()) {
            for (const entity::BoundEntity &one : model.entities) {
                const RowValues key = someRow(demo, one);
                if (key.isEmpty())
                    continue; // an empty table
                QVERIFY2(card.showRow(one.relation, key), qPrintable(one.id()));
                QTRY_VERIFY2(!card.isReading(), qPrintable(one.id()));
                QVERIFY2(card.states()->state() == StateStack::State::Filled && card.card(), qPrintable(one.id()));
                const entity::Card &shown = *card.card();
                QCOMPARE(shown.key(), key);
                if (one.isLabelled) {
                    const QString wanted = demo.psql(u"SELECT (%1)::text FROM %2 AS %3 WHERE %4"_s.arg(
                        one.definition->label.source(), sql::quoteQualified(one.schema, one.table()),
                        sql::quoteIdentifier(one.table()), where(sql::quoteIdentifier(one.table()), key)));
                    QCOMPARE(shown.record.label, wanted);
                }
                QCOMPARE(shown.actions.size(), one.definition->actions.size());
                QStringList values;
                QStringList names;
                for (const QString &column : one.definition->columns) {
                    values << QString::fromUtf8(shown.record.values.value(column).value_or(QByteArray()));
                    names << u"o."_s + sql::quoteIdentifier(column);
                }
                QCOMPARE(
                    values.join(u'|'),
                    demo.psql(u"SELECT %1 FROM %2 o WHERE %3"_s.arg(
                        names.join(u", "_s), sql::quoteQualified(one.schema, one.table()), where(u"o"_s, key))));
                QStringList questions;
                QStringList counts;
                for (const entity::CardRelation &relation : shown.relations) {
                    const QString name = one.id() + u'.' + relation.relation->id;
                    QVERIFY2(!relation.failure, qPrintable(name));
                    questions << countSql(one, relation, key);
                    counts << QString::number(relation.count);
                    QCOMPARE(
                        qint64(relation.newest.size()), qMin<qint64>(relation.count, entity::CardQuestion::Newest));
                    ++relations;
                    related += int(relation.newest.size());
                }
                if (!questions.isEmpty())
                    QVERIFY2(
                        demo.psql(u"SELECT "_s + questions.join(u", "_s)) == counts.join(u'|'),
                        qPrintable(one.id() + u": not "_s + counts.join(u'|')));
                ++entities;
            }
        }
        qInfo("%s: %d entities, %d relations, %d related rows", qPrintable(pack), entities, relations, related);
        QVERIFY(entities >= 7);
        QVERIFY(related >= entities);
    }

    void aRecordIsACard()
    {
        ui::test::PackWindow window(*m_uaip);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        open(shown, u"approval_workflows"_s, u"status = 'pending'"_s);
        const QString id = QString::fromUtf8(shown.card()->card()->key().value(u"id"_s).value_or(QByteArray()));
        QCOMPARE(shown.label(), m_uaip->psql(u"SELECT title FROM approval_workflows WHERE id = '%1'"_s.arg(id)));
        // A reference is its label and a short id.
        const int operation = shown.line(CardModel::Kind::Fact, u"operation_id"_s);
        QVERIFY(operation >= 0);
        const QString value = m_uaip->psql(
            u"SELECT o.id FROM operations o JOIN approval_workflows a ON a.operation_id = o.id WHERE a.id = '%1'"_s.arg(
                id));
        const auto text = [&] { return shown.card()->model()->index(operation).data(CardModel::ValueRole).toString(); };
        QTRY_VERIFY2(text().endsWith(u"  ·  "_s + value.first(8)), qPrintable(text()));
        QVERIFY(!shown.card()->model()->index(operation).data(Qt::AccessibleTextRole).toString().isEmpty());
        // Everything else stands below.
        QCOMPARE(shown.record()->view()->model()->rowCount(), int(shown.page.rows()->shape().columns.size()));
        // The actions, and why not.
        const auto approve = [&] { return shown.card()->findChild<QPushButton *>(u"action-approve"_s); };
        QTRY_VERIFY(approve() && approve()->isVisible());
        const auto buttons = shown.card()->findChildren<QPushButton *>();
        for (const QPushButton *one : buttons) {
            if (one->objectName().startsWith(u"action-"_s))
                QVERIFY2(!one->toolTip().isEmpty() && !one->accessibleName().isEmpty(), qPrintable(one->objectName()));
        }
        // What it refers to opens as a trail, with its values below.
        shown.activate(operation);
        QTRY_VERIFY(shown.isShown() && shown.card()->card()->entity->id() == "operation"_L1);
        QVERIFY(shown.card()->canGoBack());
        QVERIFY(shown.card()->findChild<QWidget *>(u"cardTrail"_s)->isVisible());
        QTRY_VERIFY(shown.record()->view()->model()->rowCount() != int(shown.page.rows()->shape().columns.size()));
        const int approvals = shown.line(CardModel::Kind::Related, {});
        QVERIFY(approvals >= 0);
        shown.activate(approvals);
        QTRY_VERIFY(shown.isShown() && shown.card()->card()->entity->id() != "operation"_L1);
        // Alt+Left goes back, wherever the keyboard is in the window.
        QTRY_VERIFY(shown.page.trailBar()->backAction()->isEnabled());
        QTest::keyClick(shown.card()->view(), Qt::Key_Left, Qt::AltModifier);
        QTRY_VERIFY(shown.isShown() && shown.card()->card()->entity->id() == "operation"_L1);
        QTest::keyClick(shown.card()->view(), Qt::Key_Left, Qt::AltModifier);
        QTRY_VERIFY(shown.isShown() && shown.card()->card()->entity->id() == "approval"_L1);
        QVERIFY(!shown.card()->canGoBack());
        QTRY_COMPARE(shown.record()->view()->model()->rowCount(), int(shown.page.rows()->shape().columns.size()));
    }

    void throughTheRecordsOfTheGrid()
    {
        ui::test::PackWindow window(*m_uaip);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        open(shown, u"personas"_s, u"true"_s);
        const auto first = shown.card()->card()->key();
        shown.card()->view()->setFocus();
        QTest::keyClick(shown.card()->view(), Qt::Key_Down, Qt::AltModifier);
        QTRY_VERIFY(shown.isShown() && shown.card()->card()->key() != first);
        QTest::keyClick(shown.card()->view(), Qt::Key_Up, Qt::AltModifier);
        QTRY_VERIFY(shown.isShown() && shown.card()->card()->key() == first);
    }

    void sensitiveValuesAreMaskedUntilTheyAreRevealed()
    {
        ui::test::PackWindow window(*m_uaip);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        open(shown, u"users"_s, u"password_hash IS NOT NULL"_s);
        const auto *model = qobject_cast<RecordModel *>(shown.record()->view()->model());
        QTRY_VERIFY(model->rowCount() > 0);
        int column = -1;
        for (int i = 0; i < model->rowCount(); ++i) {
            if (model->columns()[size_t(i)].name == "password_hash"_L1)
                column = i;
        }
        QVERIFY(column >= 0);
        QVERIFY(model->isMasked(column));
        QVERIFY(!model->copyAllText().contains("$"));
        QVERIFY(!model->index(column).data(RecordModel::ValueRole).toByteArray().contains("$"));
        const connection::AuditFilter wanted{.text = u"password_hash of public.users"_s};
        const auto before = connection::readAudit(connection::auditFolder(), wanted);
        shown.record()->editColumn(column); // as Enter does
        QTRY_VERIFY(!model->isMasked(column));
        const auto noted = connection::readAudit(connection::auditFolder(), wanted);
        QVERIFY(noted);
        QCOMPARE(noted->size(), (before ? before->size() : 0) + 1);
        // Of another row they are masked again.
        QTest::keyClick(shown.card()->view(), Qt::Key_Down, Qt::AltModifier);
        QTRY_VERIFY(model->isMasked(column));
    }

    void anActionIsCarriedOutFromTheCard()
    {
        ui::test::PackWindow window(*m_uaip);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        open(shown, u"personas"_s, u"status = 'active'"_s);
        const QString id = QString::fromUtf8(shown.card()->card()->key().value(u"id"_s).value_or(QByteArray()));
        auto *activate = shown.card()->findChild<QPushButton *>(u"action-activate"_s);
        QVERIFY(activate && !activate->isEnabled());
        QVERIFY2(activate->toolTip().contains(u"active"_s), qPrintable(activate->toolTip()));
        auto *deprecate = shown.card()->findChild<QPushButton *>(u"action-deprecate"_s);
        QVERIFY(deprecate && deprecate->isEnabled());
        deprecate->click();
        QVERIFY(shown.card()->flow()->dialog());
        auto *accept = shown.card()->flow()->dialog()->findChild<QPushButton *>(u"accept"_s);
        QTRY_VERIFY(accept->isEnabled());
        QSignalSpy done(shown.card(), &EntityCard::changed);
        accept->click();
        QTRY_COMPARE(done.count(), 1);
        QCOMPARE(m_uaip->psql(u"SELECT status FROM personas WHERE id = '%1'"_s.arg(id)), u"deprecated"_s);
    }

    // The model's groups in order, what no entity has behind them, and the schemas one key away.
    void theTreeIsGrouped()
    {
        ui::test::PackWindow window(*m_uaip);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        ObjectTreeModel *tree = shown.page.tree()->model();
        const QAbstractItemModelTester tester(tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const entity::Model &model = *window.entities()->models().front().model;
        QTRY_COMPARE(tree->index(0, 0).data().toString(), model.groups.front().title);
        for (int i = 0; i < int(model.groups.size()); ++i)
            QCOMPARE(tree->index(i, 0).data().toString(), model.groups[size_t(i)].title);
        const QModelIndex users = tree->indexOf(window.entities()->named(u"user"_s)->relation);
        QCOMPARE(users.data().toString(), u"Users"_s);
        QCOMPARE(users.parent().row(), 0);
        QCOMPARE(tree->index(tree->rowCount() - 1, 0).data().toString(), u"howdah"_s);
        tree->setFilter(u"refresh_tok"_s);
        QCOMPARE(tree->bestMatch().data().toString(), u"Refresh tokens"_s);
        tree->setFilter(u"llm prov"_s);
        QCOMPARE(tree->bestMatch().data(ObjectTreeModel::NameRole).toString(), u"llm_providers"_s);
        tree->setFilter({});
        shown.page.tree()->schemasAction()->trigger();
        QCOMPARE(ObjectKind(tree->index(0, 0).data(ObjectTreeModel::KindRole).toInt()), ObjectKind::Schema);
        QVERIFY(shown.page.saveState().value("tree"_L1).toObject().value("schemas"_L1).toBool());
    }

    void viewsAreOpenedAs()
    {
        ui::test::PackWindow window(*m_uaip);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        open(shown, u"conversation_contexts"_s, u"true"_s);
        QPushButton *view = nullptr;
        QTRY_VERIFY((view = shown.card()->findChild<QPushButton *>(u"view-0"_s)) && view->isVisible());
        QSignalSpy wanted(shown.record(), &RecordPanel::viewWanted);
        view->click();
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted[0][2].toInt(), 0);
    }

    // All that goes wrong is said in place, and the rest is shown nevertheless.
    void whatMayNotBeRead()
    {
        const connection::ConnInfo info = m_server.createRole(u"half_blind"_s, u"pw"_s, m_uaip->database());
        m_uaip->psql(u"GRANT SELECT ON users, operations, approval_workflows, agents TO half_blind"_s);
        const auto session = howdah::test::PackDemo::open(info);
        const entity::BoundEntity *operation = m_uaip->entities()->named(u"operation"_s);
        const RowValues key = someRow(*m_uaip, *operation);
        const auto card = readCard(*session, m_uaip->entities(), *operation, key);
        QVERIFY2(card, card ? "" : qPrintable(describe(card.error())));
        QVERIFY(!card->record.label.isEmpty());
        int failed = 0;
        for (const entity::CardRelation &relation : card->relations)
            failed += relation.failure ? 1 : 0;
        QVERIFY(failed > 0);
        QVERIFY(failed < int(card->relations.size()));
    }
};

HOWDAH_UI_TEST_MAIN(CardsTest)
#include "tst_cards.moc"
