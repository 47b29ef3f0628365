// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// "Describe this database": from the draft to a model that holds, as an operator makes it.
#include "catalog/catalogreader.h"
#include "common/prompter.h"
#include "connect/entitybook.h"
#include "entity/describe/describedialog.h"
#include "entity/describe/describeflow.h"
#include "entity/describe/drafttree.h"
#include "entity/draft/draftyaml.h"
#include "common/settings.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "operations/entities/savemodel.h"
#include "support/testserver.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

class Scripted final : public Prompter
{
public:
    void confirm(QWidget *, const Question &question, std::function<void(bool)> answered) override
    {
        asked << question.title;
        answered(answer);
    }
    void askText(QWidget *, const TextQuestion &, std::function<void(std::optional<QString>)> answered) override
    {
        answered({});
    }
    QStringList asked;
    bool answer = false;
};

} // namespace

class DescribeTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    TaskList m_tasks;
    Scripted m_prompter;
    std::unique_ptr<ConnectionController> m_connection;
    std::unique_ptr<QWidget> m_widget;
    DescribeFlow *m_flow = nullptr;

    void open()
    {
        m_flow->begin();
        QVERIFY(m_flow->dialog());
        QTRY_VERIFY(!m_flow->dialog()->yaml().isEmpty());
    }
    template <typename Kind>
    [[nodiscard]] Kind *in(const QString &name) const
    {
        return m_flow->dialog() ? m_flow->dialog()->findChild<Kind *>(name) : nullptr;
    }
    [[nodiscard]] DraftTree *tree() const
    {
        return qobject_cast<DraftTree *>(in<QTreeView>(u"describeTree"_s)->model());
    }
    [[nodiscard]] QPushButton *accept() const { return in<QPushButton>(u"accept"_s); }
    [[nodiscard]] QString text() const { return in<QPlainTextEdit>(u"describeYaml"_s)->toPlainText(); }
    // The row with this title, anywhere.
    [[nodiscard]] QModelIndex row(const QString &title) const
    {
        const auto found =
            tree()->match(tree()->index(0, 0), Qt::DisplayRole, title, 1, Qt::MatchExactly | Qt::MatchRecursive);
        return found.value(0);
    }
    [[nodiscard]] static QString path() { return *operations::modelPath(u"shop"_s); }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        m_database = m_server.createDatabase(u"shop"_s);
        QVERIFY(m_server.psql(
            m_database,
            u"CREATE TABLE customers (id int PRIMARY KEY, first_name text, last_name text, email text); "
            "CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers, status text CHECK (status "
            "IN "
            "('open', 'paid'))); CREATE TABLE order_items (id int PRIMARY KEY, order_id int REFERENCES orders, title "
            "text); "
            "CREATE SCHEMA other; CREATE TABLE other.things (id int PRIMARY KEY, name text UNIQUE); CREATE SCHEMA bare"_s));
    }
    void init()
    {
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), &m_tasks);
        m_widget = std::make_unique<QWidget>();
        m_widget->resize(1024, 700);
        m_widget->show();
        m_flow = new DescribeFlow({m_connection.get(), m_settings.get(), &m_tasks, &m_prompter}, m_widget.get());
        QVERIFY(!m_flow->action()->isEnabled());
        m_connection->connectTo(m_server.connInfo(m_database), Environment::Development);
        QTRY_VERIFY(m_flow->action()->isEnabled());
        m_prompter.asked.clear();
    }
    void cleanup()
    {
        m_widget.reset();
        m_connection.reset();
        QFile::remove(path());
    }

    void proposesAndIsPutRight()
    {
        open();
        QAbstractItemModelTester tester(tree(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QVERIFY(row(u"Orders"_s).isValid());
        QVERIFY(text().contains(u"concat_ws"_s));
        QCOMPARE(in<QComboBox>(u"describeSchema"_s)->currentText(), u"public"_s);
        // Its own schemas alone, and only those with tables.
        QCOMPARE(in<QComboBox>(u"describeSchema"_s)->count(), 2);
        // Labels, titles and groups are typed.
        const QModelIndex customers =
            tree()
                ->match(tree()->index(0, 0), Qt::DisplayRole, u"Customers"_s, -1, Qt::MatchExactly | Qt::MatchRecursive)
                .back();
        QVERIFY(tree()->setData(customers.siblingAtColumn(DraftTree::Label), u"email"_s, Qt::EditRole));
        QVERIFY2(text().contains(u"label: 'email'"_s), qPrintable(text()));
        const QModelIndex moved =
            tree()
                ->match(
                    tree()->index(0, 0), Qt::DisplayRole, u"Order items"_s, 1, Qt::MatchExactly | Qt::MatchRecursive)
                .front();
        QVERIFY(tree()->setData(moved.siblingAtColumn(DraftTree::Group), u"What was bought"_s, Qt::EditRole));
        QVERIFY(text().contains(u"title: 'What was bought'"_s) && text().contains(u"group: what_was_bought"_s));
        QCOMPARE(tree()->rowCount(row(u"What was bought"_s)), 1);
        // What is unchecked is not in the file, nor is what refers to it.
        const QModelIndex items = tree()->index(0, 0, row(u"What was bought"_s));
        QVERIFY(tree()->setData(items, Qt::Unchecked, Qt::CheckStateRole));
        QVERIFY(!text().contains(u"order_item"_s) || !text().contains(u"entity: order_item"_s));
        QVERIFY(!text().contains(u"what_was_bought"_s));
        QCOMPARE(tree()->data(row(u"What was bought"_s), Qt::CheckStateRole), QVariant(Qt::Unchecked));
        // A label that is no expression is said at once, with its line, and not saved.
        QVERIFY(accept()->isEnabled());
        const QModelIndex label =
            tree()
                ->match(tree()->index(0, 0), Qt::DisplayRole, u"Customers"_s, -1, Qt::MatchExactly | Qt::MatchRecursive)
                .back();
        QVERIFY(tree()->setData(label.siblingAtColumn(DraftTree::Label), u"email; DROP TABLE x"_s, Qt::EditRole));
        QVERIFY(!accept()->isEnabled());
        QVERIFY(in<QLabel>(u"describeProblem"_s)->text().contains(QRegularExpression(u":\\d+"_s)));
        QVERIFY(!accept()->toolTip().isEmpty());
    }

    void takesEffectAtOnce()
    {
        open();
        in<QLineEdit>(u"describeName"_s)->setText(u"shop"_s);
        QSignalSpy reported(m_flow, &DescribeFlow::reported);
        QVERIFY(m_connection->entityBook().entities()->isEmpty());
        accept()->click();
        QTRY_COMPARE(reported.size(), 1);
        QVERIFY(reported[0][1].toString().contains(path()));
        QTRY_VERIFY(!m_connection->entityBook().entities()->isEmpty());
        const entity::BoundEntity *customer = m_connection->entityBook().entities()->named(u"customer");
        QVERIFY(customer && customer->isLabelled);
        QTRY_VERIFY(!m_flow->dialog());
        QVERIFY(m_prompter.asked.isEmpty());
    }

    void asksBeforeItReplaces()
    {
        QVERIFY(operations::saveModel(
            u"shop"_s, "title: mine\ntables: [a]\nentities:\n  - {id: a, table: a, singular: a, label: id}\n", {}));
        const auto content = [] {
            QFile file(path());
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QByteArray before = content();
        open();
        in<QLineEdit>(u"describeName"_s)->setText(u"shop"_s);
        m_prompter.answer = false;
        accept()->click();
        QCOMPARE(m_prompter.asked.size(), 1);
        QVERIFY(m_flow->dialog());
        QCOMPARE(content(), before);
        m_prompter.answer = true;
        accept()->click();
        QTRY_VERIFY(!m_flow->dialog());
        QVERIFY(content() != before && content().contains("customers"));
        // Nor does the operation by itself; and what is no model, or no name, is not written.
        QCOMPARE(
            operations::saveModel(u"shop"_s, content(), operations::ModelReplacing::Refuse).error().kind,
            ErrorKind::Conflict);
        QCOMPARE(
            operations::saveModel(u"other"_s, "title: [", operations::ModelReplacing::Refuse).error().kind,
            ErrorKind::Usage);
        QCOMPARE(operations::modelPath(u"../x"_s).error().kind, ErrorKind::Usage);
        QCOMPARE(operations::modelPath(u" "_s).error().kind, ErrorKind::Usage);
    }

    void anotherSchema()
    {
        open();
        in<QComboBox>(u"describeSchema"_s)->setCurrentText(u"other"_s);
        QTRY_VERIFY(text().contains(u"things"_s));
        QVERIFY(!text().contains(u"customers"_s));
        // One at a time.
        DescribeDialog *first = m_flow->dialog();
        m_flow->begin();
        QCOMPARE(m_flow->dialog(), first);
        first->findChild<QPushButton *>(u"safe"_s)->click();
        QTRY_VERIFY(!m_flow->dialog());
    }
};

QTEST_MAIN(DescribeTest)
#include "tst_describe.moc"
