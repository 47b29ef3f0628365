// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardfixture.h"
#include "dashboard/panelform.h"
#include "dashboard/querycompletion.h"

#include <QComboBox>
#include <QSpinBox>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;

// Panels that are made and changed by a form.
class TestPanelForm final : public QObject, test::DashboardFixture
{
    Q_OBJECT

    [[nodiscard]] PanelForm *form() const { return m_page->findChild<PanelForm *>(u"panelForm"_s); }
    [[nodiscard]] QAction *action(const QString &name) const { return m_page->findChild<QAction *>(name); }
    void openForm(const QString &panel)
    {
        QAction *opener = panel.isEmpty() ? action(u"addPanel"_s) : card(panel)->findChild<QAction *>(u"editPanel"_s);
        opener->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(form() && form()->isVisible() && form()->isReady(), Patience);
    }
    template <typename Field>
    [[nodiscard]] Field *field(const QString &name) const
    {
        return form()->findChild<Field *>(name);
    }
    void type(const QString &name, const QString &text) const
    {
        auto *line = field<QLineEdit>(name);
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    void typeQuery(const QString &sql)
    {
        form()->query()->selectAll();
        form()->query()->replaceSelectedText(sql);
        waitForForm();
    }
    void waitForForm() { QTRY_VERIFY_WITH_TIMEOUT(form()->isReady(), Patience); }
    [[nodiscard]] QPushButton *accept() const { return form()->findChild<QPushButton *>(u"accept"_s); }
    [[nodiscard]] QString problem() const
    {
        const auto *label = form()->findChild<QLabel *>(u"panelProblem"_s);
        return label && label->isVisible() ? label->text() : QString();
    }
    [[nodiscard]] QByteArray onDisk(const QString &name) const { return readEdited(own(name))->saved; }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }

    void changesOnePanel();
    void makesOne();
    void previewsAtOnce();
    void namesWhatIsWrong();
    void copiesABuiltInOne();
    void doesNotOverwrite();
    void aNewOneSurvivesReadingAgain();
    void leavesDraftsAlone();
    void offers_data();
    void offers();
    void offersWhileTyping();
};

void TestPanelForm::changesOnePanel()
{
    const QByteArray panels =
        "  # What we look at.\n" + linePanel()
        + "\n  - id: all   # the sum\n    title: All\n    kind: stat\n    query: SELECT count(*) AS "
          "value FROM calls\n# The end.\n";
    openWith(panels);
    settle();
    openForm(u"all"_s);
    QCOMPARE(field<QLineEdit>(u"title"_s)->text(), u"All"_s);
    QCOMPARE(field<QComboBox>(u"kind"_s)->currentData().toString(), u"stat"_s);
    QVERIFY(!field<QLineEdit>(u"id"_s)->isEnabled());
    QCOMPARE(form()->query()->text(), u"SELECT count(*) AS value FROM calls"_s);
    type(u"title"_s, u"All calls"_s);
    field<QSpinBox>(u"width"_s)->setValue(3);
    waitForForm();
    QVERIFY(accept()->isEnabled());
    accept()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!form(), Patience);
    QByteArray expected = yaml(panels);
    expected.replace("title: All\n    kind: stat\n", "title: All calls\n    kind: stat\n    width: 3\n");
    QCOMPARE(onDisk(u"test.yaml"_s), expected);
    QTRY_VERIFY_WITH_TIMEOUT(card(u"all"_s) && card(u"all"_s)->definition().title == u"All calls"_s, Patience);
    settle();
}

void TestPanelForm::makesOne()
{
    openWith(linePanel());
    settle();
    const QByteArray before = onDisk(u"test.yaml"_s);
    openForm({});
    QVERIFY(!accept()->isEnabled());
    QVERIFY2(problem().isEmpty(), qPrintable(problem())); // nothing is typed yet
    type(u"title"_s, u"Calls by agent"_s);
    QCOMPARE(field<QLineEdit>(u"id"_s)->text(), u"calls_by_agent"_s);
    auto *kind = field<QComboBox>(u"kind"_s);
    kind->setCurrentIndex(kind->findData(u"bar"_s));
    typeQuery(u"SELECT agent AS label, count(*) AS value, 1 AS extra\nFROM calls GROUP BY 1"_s);
    QTRY_VERIFY_WITH_TIMEOUT(form()->preview() && form()->preview()->answer(), Patience);
    const QString columns = field<QLabel>(u"columns"_s)->text();
    QVERIFY2(
        columns.contains(u"answers label, value"_s) && columns.contains(u"Not used: extra"_s), qPrintable(columns));
    accept()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!form(), Patience);
    QCOMPARE(
        onDisk(u"test.yaml"_s),
        before
            + "  - id: calls_by_agent\n    title: Calls by agent\n    kind: bar\n    query: |\n"
              "      SELECT agent AS label, count(*) AS value, 1 AS extra\n      FROM calls GROUP BY 1\n");
    QTRY_VERIFY_WITH_TIMEOUT(card(u"calls_by_agent"_s) != nullptr, Patience);
    settle();
    QCOMPARE(dataOf(u"calls_by_agent"_s).series.front().points.size(), size_t(3));
}

void TestPanelForm::previewsAtOnce()
{
    openWith(panel("all", "stat", "SELECT count(*) AS value FROM calls"));
    settle();
    openForm(u"all"_s);
    const auto shows = [this](double value) {
        const auto *card = form()->preview();
        return card && card->answer() && !card->answer()->outcome.data.series.empty()
            && card->answer()->outcome.data.series.front().points.front().value == value;
    };
    QTRY_VERIFY_WITH_TIMEOUT(shows(720), Patience);
    const QByteArray before = onDisk(u"test.yaml"_s);
    typeQuery(u"SELECT count(*) + 80 AS value FROM calls"_s);
    QTRY_VERIFY_WITH_TIMEOUT(shows(800), Patience);
    QCOMPARE(onDisk(u"test.yaml"_s), before); // nothing is saved by that
    form()->reject();
    QTRY_VERIFY_WITH_TIMEOUT(!form(), Patience);
    QCOMPARE(onDisk(u"test.yaml"_s), before);
}

void TestPanelForm::namesWhatIsWrong()
{
    openWith(linePanel());
    settle();
    openForm(u"times"_s);
    typeQuery(u"SELECT :bucket(at) AS bucket,\n  count(*) AS AS value\nFROM calls GROUP BY 1"_s);
    QVERIFY(!accept()->isEnabled());
    QVERIFY2(form()->query()->annotation(1).contains(u"syntax error"_s), qPrintable(form()->query()->text()));
    // What only the server knows, at its line too.
    typeQuery(u"SELECT :bucket(at) AS bucket,\n  count(nothing) AS value\nFROM calls GROUP BY 1"_s);
    QTRY_VERIFY_WITH_TIMEOUT(form()->query()->annotation(1).contains(u"nothing"_s), Patience);
    QVERIFY(accept()->isEnabled());
    type(u"title"_s, u" "_s);
    QTRY_VERIFY_WITH_TIMEOUT(problem().contains(u"no title"_s), Patience);
    QVERIFY(!accept()->isEnabled());
    form()->reject();
}

void TestPanelForm::copiesABuiltInOne()
{
    connectNow();
    openPage();
    m_page->openPlace(u"database"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!board()->cards().isEmpty() && board()->isSettled(), Patience);
    const QString panel = board()->cards().front()->id();
    openForm(panel);
    type(u"title"_s, u"My own"_s);
    waitForForm();
    accept()->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_page->path(), own(u"database.yaml"_s), Patience);
    QTRY_VERIFY_WITH_TIMEOUT(card(panel) && card(panel)->definition().title == u"My own"_s, Patience);
    QVERIFY(!m_page->isEditing());
    settle();
}

void TestPanelForm::doesNotOverwrite()
{
    openWith(linePanel());
    settle();
    openForm(u"times"_s);
    type(u"title"_s, u"Mine"_s);
    waitForForm();
    const QByteArray theirs = yaml("  # Theirs.\n" + linePanel()).replace("unit: ms", "unit: s");
    write(u"test.yaml"_s, theirs);
    accept()->click();
    QTRY_VERIFY_WITH_TIMEOUT(problem().contains(u"changed on disk"_s), Patience);
    QCOMPARE(onDisk(u"test.yaml"_s), theirs);
    // Read again, it has both.
    auto *again = form()->findChild<QPushButton *>(u"readAgain"_s);
    QVERIFY(again->isVisible());
    again->click();
    QTRY_VERIFY_WITH_TIMEOUT(!again->isVisible() && form()->isReady() && accept()->isEnabled(), Patience);
    QCOMPARE(field<QLineEdit>(u"unit"_s)->text(), u"s"_s);
    QCOMPARE(field<QLineEdit>(u"title"_s)->text(), u"Mine"_s);
    accept()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!form(), Patience);
    QCOMPARE(onDisk(u"test.yaml"_s), QByteArray(theirs).replace("title: Times", "title: Mine"));
    settle();
}

void TestPanelForm::aNewOneSurvivesReadingAgain()
{
    openWith(linePanel());
    settle();
    openForm({});
    type(u"title"_s, u"Mine"_s);
    typeQuery(u"SELECT count(*) AS value FROM calls"_s);
    const QByteArray theirs = yaml("  # Theirs.\n" + linePanel());
    write(u"test.yaml"_s, theirs);
    accept()->click();
    auto *again = form()->findChild<QPushButton *>(u"readAgain"_s);
    QTRY_VERIFY_WITH_TIMEOUT(again->isVisible(), Patience);
    again->click();
    QTRY_VERIFY_WITH_TIMEOUT(!again->isVisible() && form()->isReady() && accept()->isEnabled(), Patience);
    QCOMPARE(field<QLineEdit>(u"title"_s)->text(), u"Mine"_s);
    QCOMPARE(form()->query()->text(), u"SELECT count(*) AS value FROM calls"_s);
    accept()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!form(), Patience);
    QVERIFY(onDisk(u"test.yaml"_s).contains("# Theirs.") && onDisk(u"test.yaml"_s).contains("title: Mine"));
    settle();
}

void TestPanelForm::leavesDraftsAlone()
{
    openWith(linePanel());
    settle();
    QVERIFY(writeDraft(own(u"test.yaml"_s), "title: half\n"));
    const QByteArray before = onDisk(u"test.yaml"_s);
    openForm(u"times"_s);
    type(u"title"_s, u"Mine"_s);
    waitForForm();
    accept()->click();
    QTRY_VERIFY_WITH_TIMEOUT(problem().contains(u"not saved"_s), Patience);
    QCOMPARE(onDisk(u"test.yaml"_s), before);
    QCOMPARE(readEdited(own(u"test.yaml"_s))->draft, QByteArray("title: half\n"));
    form()->reject();
    removeDraft(own(u"test.yaml"_s));
}

void TestPanelForm::offers_data()
{
    QTest::addColumn<QString>("sql"); // the caret at |
    QTest::addColumn<QString>("offered");
    QTest::addColumn<QString>("missing");
    QTest::newRow("names") << u"SELECT :bu|"_s << u":bucket("_s << u":from"_s;
    QTest::newRow("filters") << u"SELECT 1 WHERE :|"_s << u":agent("_s << u"SELECT"_s;
    QTest::newRow("a cast") << u"SELECT 1::|"_s << QString() << u":bucket("_s;
    QTest::newRow("relations") << u"SELECT 1 FROM ca|"_s << u"calls"_s << u"CASE WHEN"_s;
    QTest::newRow("a sampled relation") << u"SELECT 1 FROM :sample(ca|"_s << u"calls"_s << u"CASE WHEN"_s;
    QTest::newRow("of a schema") << u"SELECT 1 FROM public.|"_s << u"calls"_s << u"at"_s;
    QTest::newRow("columns") << u"SELECT ag| FROM calls"_s << u"agent"_s << u"calls"_s;
    QTest::newRow("columns of an alias") << u"SELECT c.| FROM calls AS c"_s << u"ms"_s << u"value"_s;
    QTest::newRow("a name that needs quotes") << u"SELECT crea| FROM calls"_s << u"\"createdAt\""_s << u"createdAt"_s;
    QTest::newRow("a keyword") << u"SELECT c.fr| FROM calls AS c"_s << u"\"from\""_s << u"from"_s;
    QTest::newRow("a quoted relation") << u"SELECT ag| FROM \"calls\""_s << u"agent"_s << u"x\ny"_s;
    QTest::newRow("columns of a chart") << u"SELECT 1 AS val|"_s << u"value"_s << u"agent"_s;
    QTest::newRow("in a string") << u"SELECT 'ag| FROM calls"_s << QString() << u"agent"_s;
    QTest::newRow("in a comment") << u"SELECT 1 -- it's ag|"_s << QString() << u"agent"_s;
    QTest::newRow("behind a comment") << u"SELECT 1 -- it's\n, co|"_s << u"count(*)"_s << u"agent"_s;
}
void TestPanelForm::offers()
{
    QFETCH(QString, sql);
    QFETCH(QString, offered);
    QFETCH(QString, missing);
    catalog::Catalog known;
    known.schemas.emplaceBack();
    known.schemas.back().name = u"public"_s;
    known.relations.emplaceBack();
    known.relations.back().oid = 10;
    known.relations.back().schema = u"public"_s;
    known.relations.back().name = u"calls"_s;
    for (const QString &name : {u"at"_s, u"agent"_s, u"ms"_s, u"createdAt"_s, u"x\ny"_s, u"from"_s}) {
        catalog::Column column;
        column.relation = 10;
        column.number = qint16(known.columns.size() + 1);
        column.name = name;
        known.columns.append(column);
    }
    known.index();
    const auto reading = metrics::readDashboard(yaml(linePanel()), u"x.yaml"_s);
    const QueryVocabulary vocabulary{
        std::make_shared<const catalog::Catalog>(known),
        std::make_shared<const metrics::DashboardDefinition>(*reading.dashboard)};
    const qsizetype place = sql.indexOf(u'|');
    const QStringList words = offersAt(sql.remove(u'|'), place, vocabulary).words;
    QVERIFY2(offered.isEmpty() ? words.isEmpty() : words.contains(offered), qPrintable(words.join(u' ')));
    QVERIFY2(!words.contains(missing), qPrintable(words.join(u' ')));
}

void TestPanelForm::offersWhileTyping()
{
    openWith(linePanel());
    settle();
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->catalog() != nullptr, Patience);
    openForm(u"times"_s);
    form()->query()->setText(QString());
    form()->query()->setFocus();
    QTest::keyClicks(form()->query(), u"SELECT :buc"_s);
    QTRY_VERIFY_WITH_TIMEOUT(form()->completion()->shown().contains(u":bucket("_s), Patience);
    QTest::keyClick(form()->query(), Qt::Key_Return); // takes it
    QCOMPARE(form()->query()->text(), u"SELECT :bucket("_s);
    form()->reject();
}

HOWDAH_UI_TEST_MAIN(TestPanelForm)
#include "tst_panelform.moc"
