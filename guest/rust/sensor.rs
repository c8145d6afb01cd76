// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from sensor.wit: change that instead.
#![allow(dead_code, unused_assignments)]

/// Sensors, whatever chip they are.
pub mod sensor {
    /// temperature: thousandths of a degree Celsius; humidity: relative, thousandths of a percent;
    /// pressure: pascals; light: thousandths of a percent of the brightest that the sensor can tell.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Quantity {
        Temperature,
        Humidity,
        Pressure,
        Light,
    }

    impl Quantity {
        pub(super) fn from_flat(flat: i32) -> Quantity {
            match flat {
                0 => Quantity::Temperature,
                1 => Quantity::Humidity,
                2 => Quantity::Pressure,
                _ => Quantity::Light,
            }
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Problem {
        /// nothing here measures that
        NoSensor,
        /// nobody answers
        NoAnswer,
        /// another chip answers, or the machine has no such bus
        WrongChip,
        /// it broke off, or somebody else holds the bus
        BrokenOff,
        /// what came is not what the chip can have sent
        Damaged,
    }

    impl Problem {
        pub(super) fn from_flat(flat: i32) -> Problem {
            match flat {
                0 => Problem::NoSensor,
                1 => Problem::NoAnswer,
                2 => Problem::WrongChip,
                3 => Problem::BrokenOff,
                _ => Problem::Damaged,
            }
        }
    }

    mod raw {
        #[link(wasm_import_module = "sensor")]
        extern "C" {
            #[link_name = "read"]
            pub fn read(p0: i32, p1: i32);
        }
    }

    /// Measures.
    pub fn read(quantity: Quantity) -> Result<i32, Problem> {
        unsafe {
            let mut area = [0u64; 1];
            let area = area.as_mut_ptr() as usize;
            raw::read(quantity as i32, area as i32);
            let made0 = match (area as *const u8).read() as i32 {
                0 => {
                    Ok(((area + 4) as *const i32).read())
                }
                _ => {
                    Err(Problem::from_flat(((area + 4) as *const u8).read() as i32))
                }
            };
            made0
        }
    }
}
