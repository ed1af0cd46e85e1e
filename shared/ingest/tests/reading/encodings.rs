//! The letters of the world, in the encodings that they are sent in.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, IBM866, ISO_8859_2, ISO_8859_5, ISO_8859_7, ISO_8859_15, KOI8_R,
    MACINTOSH, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255,
    WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};
use sellout_ingest::Book;

use crate::table::{lines, open, read, warnings};

const FRENCH: &str = "Produit;Magasin;Quantité;Prix\nCrème à la rose;Orléans;3;12,50\nFleur d'été, thé glacé;Évry;4;8,00\nParfum pour elle;Besançon;1;9,90\n";
const GERMAN: &str = "Artikel;Filiale;Stück;Größe\nRosenöl für die Füße;München;3;groß\nBürste;Köln;4;mittelgroß\nSchöne Grüße;Düsseldorf;1;klein\n";
const POLISH: &str = "Produkt;Sklep;Ilość;Cena\nOlejek różany żółty;Łódź;3;12,50\nKrem na każdą porę;Kraków;4;8,00\nŚwieca zapachowa;Gdańsk;1;9,90\n";
const CZECH: &str = "Výrobek;Prodejna;Množství\nRůžový olej žlutý;Plzeň;3\nKrém na každý den;Brno, Královo Pole;4\nSvíčka se šeříkem;Děčín;1\n";
const RUSSIAN: &str = "Товар;Магазин;Количество\nРозовое масло для лица;Москва;3\nСвеча с сиренью;Казань;4\nКрем на каждый день;Тверь;1\n";
const GREEK: &str = "Προϊόν;Κατάστημα;Ποσότητα\nΛάδι από τριαντάφυλλο;Αθήνα;3\nΚρέμα για κάθε μέρα;Θεσσαλονίκη;4\nΚερί με πασχαλιά;Πάτρα;1\n";
const TURKISH: &str = "Ürün;Mağaza;Satış adedi\nGül yağı, yüz için güzel bir bakım;İstanbul;3\nGünlük krem ve şampuan;İzmir, Karşıyaka;4\nLeylak kokulu büyük mum ışığı;Eskişehir;1\n";
const HEBREW: &str = "מוצר;חנות;כמות\nשמן ורדים לפנים;תל אביב;3\nקרם לכל יום;חיפה;4\nנר לילך;ירושלים;1\n";
const ARABIC: &str = "المنتج;المتجر;الكمية\nزيت الورد للوجه;القاهرة;3\nكريم لكل يوم;دبي;4\nشمعة الليلك;بيروت;1\n";
const LITHUANIAN: &str = "Prekė;Parduotuvė;Kiekis\nRožių aliejus veidui ir šviežias žiedų kvapas;Šiauliai;3\nKasdienis kremas;Klaipėda;4\nAlyvų žvakė;Panevėžys;1\n";
const VIETNAMESE: &str = "Sản phẩm;Cửa hàng;Số lượng\nDầu hoa hồng cho khuôn mặt;Hà Nội;3\nKem dưỡng hàng ngày;Đà Nẵng;4\nNến hoa tử đinh hương;Huế;1\n";
const JAPANESE: &str = "商品名;店舗;数量\nバラのオイル（フェイス用）;東京・銀座店;3\n毎日のクリーム;大阪・梅田店;4\nライラックのキャンドル;名古屋店;1\n";
const KOREAN: &str =
    "상품명;매장;수량\n얼굴용 장미 오일;서울 강남점;3\n매일 쓰는 크림;부산 서면점;4\n라일락 향초;대구점;1\n";
const CHINESE: &str =
    "商品名称;门店;数量\n玫瑰面部精油;上海南京路店;3\n日常面霜;北京王府井店;4\n丁香蜡烛;广州天河店;1\n";
const TAIWANESE: &str = "商品名稱;門市;數量\n玫瑰臉部精油;臺北信義店;3\n日常面霜;高雄門市;4\n丁香蠟燭;臺中門市;1\n";

#[test]
fn every_script_is_read_in_the_encodings_of_its_country() {
    let cases: [(&str, &[&'static Encoding]); 15] = [
        (FRENCH, &[WINDOWS_1252, MACINTOSH]),
        (GERMAN, &[WINDOWS_1252, MACINTOSH]),
        (POLISH, &[WINDOWS_1250, ISO_8859_2]),
        (CZECH, &[WINDOWS_1250, ISO_8859_2]),
        (RUSSIAN, &[WINDOWS_1251, ISO_8859_5, KOI8_R, IBM866]),
        (GREEK, &[WINDOWS_1253, ISO_8859_7]),
        (TURKISH, &[WINDOWS_1254]),
        (HEBREW, &[WINDOWS_1255]),
        (ARABIC, &[WINDOWS_1256]),
        (LITHUANIAN, &[WINDOWS_1257]),
        (VIETNAMESE, &[]),
        (JAPANESE, &[SHIFT_JIS, EUC_JP]),
        (KOREAN, &[EUC_KR]),
        (CHINESE, &[GB18030]),
        (TAIWANESE, &[BIG5]),
    ];
    let mut wrong = Vec::new();
    for (text, encodings) in cases {
        let expected = read(text.as_bytes());
        for encoding in encodings {
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost, "{} has no letters for {text}", encoding.name());
            let (_file, book) = open(&bytes);
            if lines(&book).unwrap() != expected {
                wrong.push(format!("{} read as {}: {:?}", encoding.name(), book.encoding(), lines(&book).unwrap()));
            }
            assert!(book.warnings().is_empty(), "{:?}", book.warnings());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_vietnamese_of_windows_is_told_by_its_joined_accents() {
    // Windows writes some accents of Vietnamese as letters of their own, after the letter that they stand on.
    let apart: String = VIETNAMESE
        .chars()
        .flat_map(|letter| {
            let parts: Vec<char> = unicode_normalization::UnicodeNormalization::nfd(std::iter::once(letter)).collect();
            match parts[..] {
                [base, shape @ ('\u{302}' | '\u{306}' | '\u{31b}'), tone] => {
                    let joined = unicode_normalization::char::compose(base, shape).unwrap();
                    vec![joined, tone]
                }
                [base, tone @ ('\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')] => vec![base, tone],
                [base, tone, shape @ ('\u{302}' | '\u{306}' | '\u{31b}')] => {
                    vec![unicode_normalization::char::compose(base, shape).unwrap(), tone]
                }
                _ => vec![letter],
            }
        })
        .collect();
    let (bytes, _, lost) = WINDOWS_1258.encode(&apart);
    assert!(!lost);
    let (_file, book) = open(&bytes);
    assert_eq!(book.encoding(), "windows-1258");
    assert_eq!(lines(&book).unwrap(), read(apart.as_bytes()));
}

#[test]
fn euro_signs_and_ligatures_tell_the_two_latins_apart() {
    let text = "Produit;Prix\nŒillet, cœur de fleur;4,50 €\nDéjà vendu;3,00 €\n";
    for encoding in [WINDOWS_1252, ISO_8859_15] {
        let (_file, book) = open(&encoding.encode(text).0);
        assert_eq!(lines(&book).unwrap(), read(text.as_bytes()), "{} read as {}", encoding.name(), book.encoding());
    }
}

#[test]
fn two_programs_in_one_file_are_each_read_in_their_own_encoding() {
    let mut bytes = FRENCH.as_bytes().to_vec();
    bytes.extend_from_slice(&WINDOWS_1252.encode("Thé à la menthe;Nîmes;2;4,00\n").0);
    bytes.extend_from_slice("Savon fêlé;Mâcon;1;2,00\n".as_bytes());
    let table = read(&bytes);
    assert_eq!(table[4].1, ["Thé à la menthe", "Nîmes", "2", "4,00"]);
    assert_eq!(table[5].1, ["Savon fêlé", "Mâcon", "1", "2,00"]);
    let said = warnings(&bytes);
    assert_eq!(
        said.iter().map(|warning| (warning.code, warning.source.unwrap().row)).collect::<Vec<_>>(),
        [("encoding_repaired", 5)]
    );
}
